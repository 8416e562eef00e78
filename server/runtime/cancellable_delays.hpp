// Lives on one shard. Waits for periods of real time that can all be ended early.
#pragma once

#include "runtime/asio.hpp"

#include <chrono>
#include <list>
#include <optional>

namespace ivschat::runtime {

class cancellable_delays {
public:
    explicit cancellable_delays(executor runs_on) : executor_{runs_on} {}

    // Returns after `length`, or when `end_all` is called; only then if `length` is not set. Must
    // end before this object does.
    awaitable<void> wait(std::optional<std::chrono::nanoseconds> length) {
        const auto at = waiting_.emplace(waiting_.end(), executor_);
        if (length) {
            at->expires_after(*length);
        } else {
            at->expires_at(steady_timer::time_point::max());
        }
        co_await at->async_wait(use_nothrow_awaitable);
        waiting_.erase(at);
    }

    // Ends the waits that have begun; later ones are not affected.
    void end_all() {
        for (auto& each : waiting_) each.cancel();
    }

private:
    executor executor_;
    std::list<steady_timer> waiting_;
};

} // namespace ivschat::runtime
