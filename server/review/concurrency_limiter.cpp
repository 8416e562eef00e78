#include "review/concurrency_limiter.hpp"

#include <algorithm>

namespace ivschat::review {

bool concurrency_limiter::enqueue(job added) {
    auto& queue = queues_[added.wanted.handler_uri];
    if (queue.size() >= max_queued) return false;
    queue.push_back(std::move(added));
    return true;
}

std::size_t concurrency_limiter::in_flight(const std::string& handler_uri) const {
    const auto found = in_flight_.find(handler_uri);
    return found == in_flight_.end() ? 0 : found->second;
}

// A dynamic threshold, as switches use it to share buffers: of a limit of 9, one greedy handler
// gets 8; of 17, two get 8 each. The rest is left to handlers with fewer jobs in flight.
bool concurrency_limiter::has_capacity(std::size_t in_flight) const {
    return in_flight < 8 * (limit_ - acquired_);
}

std::optional<job> concurrency_limiter::acquire() {
    const auto fewest =
        std::min_element(queues_.begin(), queues_.end(), [this](const auto& a, const auto& b) {
            return in_flight(a.first) < in_flight(b.first);
        });
    if (fewest == queues_.end() || !has_capacity(in_flight(fewest->first))) return std::nullopt;
    auto next = std::move(fewest->second.front());
    fewest->second.pop_front();
    if (fewest->second.empty()) queues_.erase(fewest);
    ++acquired_;
    ++in_flight_[next.wanted.handler_uri];
    return next;
}

void concurrency_limiter::release(const std::string& handler_uri) {
    --acquired_;
    const auto found = in_flight_.find(handler_uri);
    if (--found->second == 0) in_flight_.erase(found);
}

std::vector<job> concurrency_limiter::expire(job::time_point now) {
    std::vector<job> expired;
    for (auto each = queues_.begin(); each != queues_.end();) {
        auto& queue = each->second;
        while (!queue.empty() && queue.front().deadline <= now) {
            expired.push_back(std::move(queue.front()));
            queue.pop_front();
        }
        each = queue.empty() ? queues_.erase(each) : std::next(each);
    }
    return expired;
}

std::size_t concurrency_limiter::drop_queued(std::string_view room_arn) {
    std::size_t dropped = 0;
    for (auto each = queues_.begin(); each != queues_.end();) {
        auto& queue = each->second;
        dropped += std::erase_if(queue, [&](const job& queued) {
            return room_arn.empty() || queued.wanted.room_arn == room_arn;
        });
        each = queue.empty() ? queues_.erase(each) : std::next(each);
    }
    return dropped;
}

std::optional<job::time_point> concurrency_limiter::next_deadline() const {
    std::optional<job::time_point> earliest;
    for (const auto& [handler, queue] : queues_) {
        const auto deadline = queue.front().deadline;
        if (!earliest || deadline < *earliest) earliest = deadline;
    }
    return earliest;
}

} // namespace ivschat::review
