// Lives on one shard. What one connection still has to send: control frames and data frames in one
// order, bounded, written with one gathering system call for all that has piled up.
#pragma once

#include "runtime/asio.hpp"
#include "websocket/frame_queue.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace ivschat::websocket {

class send_queue;

// What a pass has found.
struct flush_stats {
    std::size_t frames = 0; // each as often as it is sent
    std::size_t receivers = 0;
};

// Lives on one shard. Empties the outboxes that got something. A system call for each message and
// receiver is what fan-out costs; what rides along costs next to nothing. So where sending takes
// much of the time, and the last pass found several messages for each receiver, the next one waits
// for more; else it comes at once: neither one message in flight nor a small room is held up.
class write_scheduler {
public:
    // Under load it saves a third of the time of the CPU for so much latency.
    static constexpr std::chrono::milliseconds coalescing_delay{5};

    explicit write_scheduler(runtime::executor executor)
        : executor_{executor}, next_pass_{executor} {}

    void schedule(std::shared_ptr<send_queue> dirty);
    void schedule_flush();
    // Called at the beginning of each pass, to send what has gathered elsewhere.
    void before_flush(std::function<flush_stats()> callback) {
        before_flush_ = std::move(callback);
    }
    // Without waiting for the next turn.
    void flush_now() { flush_all(); }

private:
    void flush_all();
    bool is_coalescing(const flush_stats& seen, std::chrono::nanoseconds sending,
                       std::chrono::nanoseconds since_last_pass) const;

    runtime::executor executor_;
    std::function<flush_stats()> before_flush_;
    runtime::steady_timer next_pass_;
    std::chrono::steady_clock::time_point last_pass_{}; // its end
    bool is_arranged_ = false;
    bool is_coalescing_ = false;
    std::vector<std::shared_ptr<send_queue>> dirty_;
    std::vector<std::shared_ptr<send_queue>> pass_; // kept for its capacity
};

class send_queue : public std::enable_shared_from_this<send_queue> {
public:
    // `limit` in bytes that wait to be sent.
    send_queue(runtime::tcp_socket socket, write_scheduler& write_scheduler, std::size_t limit);

    runtime::tcp_socket& socket() { return socket_; }

    // Queues a frame. Over the limit, everything that has not begun to leave is dropped and
    // `on_overflow` is called once; from then on only control frames are taken.
    void push(frame data);
    // The same within a pass of the write_scheduler: what the socket takes at once is not queued.
    void send(const frame& data);
    // A control frame or the handshake's response. Is taken even over the limit once it was passed:
    // the close frame that says so.
    void push_control(std::string bytes);

    // While held, what is pushed stays in the queue. What was pushed before leaves first, as far as
    // the socket takes it.
    void hold(bool held);
    bool is_held() const { return held_; }

    // Calls back from the event loop.
    void on_overflow(std::function<void()> callback) { on_overflow_ = std::move(callback); }

    // Calls back from the event loop once nothing waits any more, or never will be sent.
    void when_drained(std::function<void()> callback);

    std::size_t queued_bytes() const { return queued_bytes_; }

private:
    friend class write_scheduler;

    bool is_over(std::size_t more) const;
    void enqueue(frame bytes);
    void overflow();
    void flush();
    // Returns how many bytes left; `offered` becomes how many there were to send.
    std::size_t write_some(std::size_t& offered, runtime::error_code& ec);
    void consume(std::size_t sent);
    void wait_until_writable();
    void fail();
    void release_queue();

    runtime::tcp_socket socket_;
    write_scheduler& scheduler_;
    std::size_t limit_;
    frame_queue queue_;
    std::size_t head_sent_ = 0; // bytes of the first frame that have left
    std::size_t queued_bytes_ = 0;
    bool scheduled_ = false;
    bool blocked_ = false; // waits for the socket to take more
    bool overflowed_ = false;
    bool failed_ = false;
    bool held_ = false;
    std::function<void()> on_overflow_;
    std::function<void()> on_drained_;
};

} // namespace ivschat::websocket
