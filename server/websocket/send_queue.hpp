// Lives on one shard. What one connection still has to send: control frames and data frames in one
// order, bounded, written with one gathering system call for all that is queued.
#pragma once

#include "runtime/asio.hpp"
#include "websocket/frame_queue.hpp"
#include "websocket/write_scheduler.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace ivschat::websocket {

// Who is told how sending goes. Calls come from the event loop, never from within a call of the
// queue, except for `on_drained`.
class send_queue_owner {
public:
    // The limit was exceeded. Comes once.
    virtual void on_slow_consumer() = 0;
    // The socket failed and is closed.
    virtual void on_send_failed() = 0;
    // Nothing is queued any more, or it never will be sent. Comes once after `notify_when_drained`.
    virtual void on_drained() = 0;

protected:
    ~send_queue_owner() = default;
};

class send_queue : public std::enable_shared_from_this<send_queue> {
public:
    // `limit` in bytes that are queued.
    send_queue(runtime::tcp_socket socket, write_scheduler& scheduler, std::size_t limit);

    runtime::tcp_socket& socket() { return socket_; }

    // The owner must outlive the queue, or be reset before it goes: a flush may hold the queue a
    // little longer.
    void set_owner(send_queue_owner* owner) { owner_ = owner; }

    // Queues a frame. Over the limit, all messages that have not begun to leave are dropped and the
    // owner is told once; from then on only control frames are taken.
    void push(frame data);
    // The same within a flush of the scheduler: what the socket takes at once is not queued.
    void send(const frame& data);
    // A control frame or the handshake's response. It is taken even over the limit: it may be the
    // close frame that says so.
    void push_control(std::string bytes);

    // While held, what is pushed stays in the queue. What was pushed before leaves first, as far as
    // the socket takes it.
    void hold(bool held);
    bool is_held() const { return is_held_; }

    // Drops the messages that have not begun to leave. Control frames stay, and so does the
    // handshake's response.
    void discard_messages();

    void notify_when_drained();

    std::size_t queued_bytes() const { return queued_bytes_; }
    // The socket takes no more: the peer does not read.
    bool is_blocked() const { return is_blocked_; }

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
    // Tells the owner from the event loop: a fan-out may be under way, and the owner changes its
    // list of receivers.
    void post_to_owner(void (send_queue_owner::*event)());

    runtime::tcp_socket socket_;
    write_scheduler& scheduler_;
    send_queue_owner* owner_ = nullptr;
    std::size_t limit_;
    frame_queue queue_;
    std::size_t head_sent_ = 0; // bytes of the first frame that have left
    std::size_t queued_bytes_ = 0;
    bool is_scheduled_ = false;
    bool is_blocked_ = false; // waits until the socket takes more
    bool has_overflowed_ = false;
    bool has_failed_ = false;
    bool is_held_ = false;
    bool notifies_when_drained_ = false;
};

} // namespace ivschat::websocket
