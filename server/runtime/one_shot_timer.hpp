// Lives on one shard. A timer whose cancelled waits never call back. Asio completes a wait with
// success if its time had come before it was cancelled: such a completion must not end a newer
// wait.
#pragma once

#include "runtime/asio.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace ivschat::runtime {

class one_shot_timer {
public:
    explicit one_shot_timer(executor runs_on) : timer_{runs_on} {}
    ~one_shot_timer() { cancel(); }
    one_shot_timer(const one_shot_timer&) = delete;
    one_shot_timer& operator=(const one_shot_timer&) = delete;

    // Calls `on_expiry()` from the event loop unless it is cancelled or started anew before. The
    // timer may be gone by then, in which case nothing is called.
    template <class Handler>
    void start(std::chrono::nanoseconds after, Handler on_expiry) {
        start_at(steady_timer::clock_type::now() + after, std::move(on_expiry));
    }
    template <class Handler>
    void start_at(steady_timer::time_point when, Handler on_expiry) {
        cancel();
        current_ = std::make_shared<bool>(true);
        timer_.expires_at(when);
        timer_.async_wait([waits = std::weak_ptr{current_},
                           on_expiry = std::move(on_expiry)](const error_code& cancelled) mutable {
            if (cancelled || waits.expired()) return;
            on_expiry();
        });
    }

    void cancel() {
        current_.reset();
        timer_.cancel();
    }

private:
    steady_timer timer_;
    std::shared_ptr<bool> current_; // of the wait that may call back
};

} // namespace ivschat::runtime
