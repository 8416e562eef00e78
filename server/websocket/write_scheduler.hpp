// Lives on one shard. Decides when send queues are flushed.
#pragma once

#include "runtime/asio.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace ivschat::websocket {

class send_queue;

// What one flush sent.
struct flush_stats {
    std::size_t frames = 0; // counted once for each receiver
    std::size_t receivers = 0;
};

// A system call for each message and receiver is what fan-out costs; a message that rides along
// costs next to nothing. So where sending takes much of the time, and the last flush found several
// messages for each receiver, the next one waits for more. Otherwise it comes at once: neither one
// message in flight nor a small room is delayed.
class write_scheduler {
public:
    // Under load this much latency saves a third of the CPU time.
    static constexpr std::chrono::milliseconds coalescing_delay{5};

    explicit write_scheduler(runtime::executor executor)
        : executor_{executor}, next_flush_{executor} {}

    void schedule(std::shared_ptr<send_queue> dirty);
    void schedule_flush();
    // Called at the beginning of each flush, to send what is pending elsewhere.
    void before_flush(std::function<flush_stats()> callback) {
        before_flush_ = std::move(callback);
    }
    // Does not wait for the next turn of the event loop.
    void flush_now() { flush_all(); }

private:
    void flush_all();
    bool should_coalesce(const flush_stats& stats, std::chrono::nanoseconds sending,
                         std::chrono::nanoseconds since_last_flush) const;

    runtime::executor executor_;
    std::function<flush_stats()> before_flush_;
    runtime::steady_timer next_flush_;
    std::chrono::steady_clock::time_point last_flush_{}; // its end
    bool is_scheduled_ = false;
    bool is_coalescing_ = false;
    std::vector<std::shared_ptr<send_queue>> dirty_;
    std::vector<std::shared_ptr<send_queue>> flushing_; // kept for its capacity
};

} // namespace ivschat::websocket
