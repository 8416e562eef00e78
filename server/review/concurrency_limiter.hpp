// Lives on the core. Limits how many reviews are in flight; the others wait in a queue for each
// handler. No handler can take all of the limit, so that a slow one delays its own rooms only.
#pragma once

#include "chat/effects.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::review {

struct job {
    using time_point = std::chrono::steady_clock::time_point;

    chat::review_wanted wanted;
    time_point deadline;
};

class concurrency_limiter {
public:
    // Jobs in one handler's queue; `enqueue` refuses more.
    static constexpr std::size_t max_queued = 10'000;

    // `limit` is the number of jobs in flight, at least one.
    explicit concurrency_limiter(std::size_t limit) : limit_{limit} {}

    // Deadlines must not decrease from call to call. False if the handler's queue is full.
    bool enqueue(job added);
    // Takes the next job that may start out of its queue. It is in flight until `release`.
    std::optional<job> acquire();
    void release(const std::string& handler_uri);

    // Takes the jobs whose deadline has passed out of the queues.
    std::vector<job> expire(job::time_point now);
    std::optional<job::time_point> next_deadline() const;
    // Drops a room's jobs from the queues; all of them if the ARN is empty. Returns how many.
    std::size_t drop_queued(std::string_view room_arn);

private:
    std::size_t in_flight(const std::string& handler_uri) const;
    bool has_capacity(std::size_t in_flight) const;

    std::size_t limit_;
    std::size_t acquired_ = 0;
    // By handler. Neither has entries for handlers without jobs.
    std::map<std::string, std::size_t, std::less<>> in_flight_;
    std::map<std::string, std::deque<job>, std::less<>> queues_;
};

} // namespace ivschat::review
