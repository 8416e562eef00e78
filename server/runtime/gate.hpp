// Lives on one shard. Counts the work under way, so that whoever takes the server apart can wait
// for the last of it (as Seastar's gate does).
#pragma once

#include "runtime/asio.hpp"

#include <chrono>
#include <cstddef>
#include <utility>

namespace ivschat::runtime {

class gate {
public:
    using time_point = steady_timer::time_point;

    // Work under way holds one for as long as it may use what the gate protects.
    class holder {
    public:
        explicit holder(gate& entered) : gate_{&entered} { ++gate_->count_; }
        ~holder() {
            if (gate_ != nullptr) gate_->leave();
        }
        holder(holder&& other) noexcept : gate_{std::exchange(other.gate_, nullptr)} {}
        holder& operator=(holder&& other) noexcept {
            std::swap(gate_, other.gate_);
            return *this;
        }

    private:
        gate* gate_;
    };

    explicit gate(executor runs_on) : emptied_{runs_on} {}
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    std::size_t count() const { return count_; }

    // From now on, nothing new should begin. Work that is inside may still hold the gate for what
    // it hands on.
    void close() { is_closed_ = true; }
    bool is_closed() const { return is_closed_; }

    // Completes when nobody holds the gate (true) or at the deadline (false). One call at a time.
    awaitable<bool> wait_empty(time_point deadline) {
        while (count_ > 0 && std::chrono::steady_clock::now() < deadline) {
            emptied_.expires_at(deadline);
            co_await emptied_.async_wait(use_nothrow_awaitable);
        }
        co_return count_ == 0;
    }

private:
    void leave() {
        if (--count_ == 0) emptied_.cancel();
    }

    std::size_t count_ = 0;
    bool is_closed_ = false;
    steady_timer emptied_; // cancelled when the last holder leaves
};

} // namespace ivschat::runtime
