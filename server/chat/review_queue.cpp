#include "chat/review_queue.hpp"

#include <algorithm>

namespace ivschat::chat {

review_id review_queue::enqueue(pending_message message) {
    message.id = review_id{++last_id_};
    const auto id = message.id;
    if (!message.verdict) owners_.emplace(id, message.from);
    queues_[message.from].push_back(std::move(message));
    return id;
}

std::vector<review_queue::pending_message> review_queue::complete(review_id id,
                                                                  review_verdict verdict) {
    std::vector<pending_message> released;
    const auto owner = owners_.find(id);
    if (owner == owners_.end()) return released;
    const auto queue = queues_.find(owner->second);
    owners_.erase(owner);
    auto& waiting = queue->second;
    const auto completed = std::find_if(waiting.begin(), waiting.end(),
                                        [&](const pending_message& each) { return each.id == id; });
    completed->verdict = std::move(verdict);
    while (!waiting.empty() && waiting.front().verdict) {
        released.push_back(std::move(waiting.front()));
        waiting.pop_front();
    }
    if (waiting.empty()) queues_.erase(queue);
    return released;
}

// A session's messages are all of its room.
void review_queue::drop(std::string_view room_arn) {
    std::erase_if(queues_, [&](const auto& entry) {
        const auto& waiting = entry.second;
        if (waiting.front().room_arn != room_arn) return false;
        for (const auto& each : waiting) owners_.erase(each.id);
        return true;
    });
}

void review_queue::drop() {
    queues_.clear();
    owners_.clear();
}

} // namespace ivschat::chat
