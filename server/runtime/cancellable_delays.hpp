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

    // Completes after `length` (not set: never by itself), at the next `end_all`, or at once if the
    // delays are closed. Must not outlive this object.
    awaitable<void> wait(std::optional<std::chrono::nanoseconds> length) {
        if (is_closed_) co_return;
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

    // Ends all waits, those to come too.
    void close() {
        is_closed_ = true;
        end_all();
    }

private:
    executor executor_;
    std::list<steady_timer> waiting_;
    bool is_closed_ = false;
};

} // namespace ivschat::runtime
