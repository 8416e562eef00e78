// For what ends at no particular call and is looked at now and then.
#pragma once

#include "runtime/asio.hpp"

#include <chrono>

namespace ivschat::runtime {

// Completes when `is_done()` returns true, which is asked every millisecond, or at the deadline.
template <class Predicate>
awaitable<void> wait_until(executor runs_on, Predicate is_done, steady_timer::time_point deadline) {
    constexpr std::chrono::milliseconds interval{1};
    steady_timer timer{runs_on};
    while (!is_done() && std::chrono::steady_clock::now() < deadline) {
        timer.expires_after(interval);
        co_await timer.async_wait(use_nothrow_awaitable);
    }
}

} // namespace ivschat::runtime
