// Lives on one shard. Waits of real time that can all be ended early.
#pragma once

#include "runtime/asio.hpp"

#include <chrono>
#include <list>
#include <optional>

namespace ivschat::runtime {

class cancellable_delays {
public:
    explicit cancellable_delays(executor runs_on) : executor_{runs_on} {}

    // Until `length` is over (not set: for ever) or `end_all` is called. Must not outlive the
    // pauses.
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

    void end_all() {
        for (auto& each : waiting_) each.cancel();
    }

private:
    executor executor_;
    std::list<steady_timer> waiting_;
};

} // namespace ivschat::runtime
