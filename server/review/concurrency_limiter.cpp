#include "review/concurrency_limiter.hpp"

#include <algorithm>

namespace ivschat::review {

bool concurrency_limiter::enqueue(job made) {
    auto& line = waiting_[made.wanted.handler_uri];
    if (line.size() >= most_waiting) return false;
    line.push_back(std::move(made));
    return true;
}

std::size_t concurrency_limiter::under_way(const std::string& handler_uri) const {
    const auto found = under_way_.find(handler_uri);
    return found == under_way_.end() ? 0 : found->second;
}

// A dynamic threshold, as switches share buffers by: one greedy handler gets 8 concurrency_limiter
// of 9, two get 8 of 17 each, and what is left over waits for those who have fewer.
bool concurrency_limiter::may_begin(std::size_t under_way) const {
    return under_way < 8 * (count_ - taken_);
}

std::optional<job> concurrency_limiter::acquire() {
    const auto fewest =
        std::min_element(waiting_.begin(), waiting_.end(), [this](const auto& a, const auto& b) {
            return under_way(a.first) < under_way(b.first);
        });
    if (fewest == waiting_.end() || !may_begin(under_way(fewest->first))) return std::nullopt;
    auto next = std::move(fewest->second.front());
    fewest->second.pop_front();
    if (fewest->second.empty()) waiting_.erase(fewest);
    ++taken_;
    ++under_way_[next.wanted.handler_uri];
    return next;
}

void concurrency_limiter::release(const std::string& handler_uri) {
    --taken_;
    const auto found = under_way_.find(handler_uri);
    if (--found->second == 0) under_way_.erase(found);
}

std::vector<job> concurrency_limiter::give_up(job::time_point now) {
    std::vector<job> overdue;
    for (auto each = waiting_.begin(); each != waiting_.end();) {
        auto& line = each->second;
        while (!line.empty() && line.front().deadline <= now) {
            overdue.push_back(std::move(line.front()));
            line.pop_front();
        }
        each = line.empty() ? waiting_.erase(each) : std::next(each);
    }
    return overdue;
}

std::optional<job::time_point> concurrency_limiter::next_deadline() const {
    std::optional<job::time_point> earliest;
    for (const auto& [handler, line] : waiting_) {
        const auto deadline = line.front().deadline;
        if (!earliest || deadline < *earliest) earliest = deadline;
    }
    return earliest;
}

} // namespace ivschat::review
