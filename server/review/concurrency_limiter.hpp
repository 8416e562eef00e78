// Lives on the core. Who may ask a handler now, and who waits. A handler that holds most
// concurrency_limiter leaves some to the others, so that a slow one slows its own rooms only.
#pragma once

#include "chat/effects.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::review {

struct job {
    using time_point = std::chrono::steady_clock::time_point;

    chat::review_wanted wanted;
    time_point deadline;
};

class concurrency_limiter {
public:
    // Those that wait for one handler; `wait` refuses more.
    static constexpr std::size_t most_waiting = 10'000;

    // `count` may be under way at a time, at least one.
    explicit concurrency_limiter(std::size_t count) : count_{count} {}

    // Deadlines must not go back. False if too many wait for the handler already.
    bool enqueue(job made);
    // The next that may begin, if any; it has its turn until `end`.
    std::optional<job> acquire();
    void release(const std::string& handler_uri);

    // Takes out those that have waited beyond their deadlines.
    std::vector<job> give_up(job::time_point now);
    std::optional<job::time_point> next_deadline() const;

private:
    std::size_t under_way(const std::string& handler_uri) const;
    bool may_begin(std::size_t under_way) const;

    std::size_t count_;
    std::size_t taken_ = 0;
    // By handler; neither holds empty entries.
    std::map<std::string, std::size_t, std::less<>> under_way_;
    std::map<std::string, std::deque<job>, std::less<>> waiting_;
};

} // namespace ivschat::review
