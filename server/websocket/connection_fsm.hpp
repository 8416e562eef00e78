// One chat connection's life as a value (RFC 6455, 4 to 7): events in, actions out. It does no I/O,
// allocates nothing and reads no clock, so that a table can test each transition. Frames of a room
// that no fault touches do not pass through it.
#pragma once

#include <boost/container/static_vector.hpp>

#include <cstdint>

namespace ivschat::websocket {

class connection_fsm {
public:
    enum class state : std::uint8_t {
        opening,  // the socket is on its way to its shard
        open,     // in its room
        closing,  // our close frame is sent, the client's has not come
        draining, // both close frames are sent; what the client still sends is discarded
        aborting, // the socket is closed, and the end is about to be reported
        ended,
    };

    enum class action : std::uint8_t {
        start_read,        // wait until the socket is readable
        read,              // take what is there
        parse,             // go on with what was read before
        watch_errors,      // wait for a reset only, since nothing is read
        submit,            // hand the held requests to the core again
        discard_requests,  // the held ones, as if the core were done with them
        send_pong,         // with the payload of the ping
        send_close,        // with the code and the reason of the event
        discard_deferred,  // frames that a fault delays never go out
        release_reordered, // the frame that another was to overtake goes out now
        leave_room,        // no frame of the room is sent from now on; the core is told
        start_close_timer,
        linger,       // shut the sending side down once the queue is empty, then read to the end
        reset_socket, // the peer sees a TCP reset
        close_socket,
        schedule_end, // `on_abort_requested` from the event loop: effects may be under way
        report_end,   // the last that the core hears of the connection
    };
    using actions = boost::container::static_vector<action, 6>;

    // ---- The socket ----

    actions on_opened();
    // The socket could not be moved to its shard, or a read or a write failed.
    actions on_socket_failed();
    actions on_readable();
    // What was read has been handled, or the core has it.
    actions on_read();
    // The wait for errors has ended, but there was none.
    actions on_no_error();
    // The queue could not be sent as fast as it grew.
    actions on_slow_consumer() { return on_close_requested(); }

    // ---- Frames of the client ----

    actions on_ping() const;
    actions on_close_frame() { return on_last_frame(); }
    // "Fail the WebSocket connection" (RFC 6455, 7.1.7).
    actions on_protocol_error() { return on_last_frame(); }

    // ---- Requests: at most one batch is with the core ----

    void on_submitted() { waits_for_core_ = true; }
    // The core is done with the batch: what came behind it may be parsed, and then `on_read`.
    void on_core_done() { waits_for_core_ = false; }
    // A fault holds the batch: it is submitted again when reading is released.
    actions on_requests_held();

    // ---- Faults ----

    // Nothing is read until the release.
    void on_reading_held() { is_reading_held_ = true; }
    actions on_reading_released();

    // ---- The end ----

    actions on_close_requested();
    // With a TCP reset and no close frame.
    actions on_reset_requested();
    // Now, whatever is under way.
    actions on_abort_requested() { return end(); }
    actions on_close_timeout() { return end(); }

    // ---- What may be done ----

    state current() const { return state_; }
    bool is_open() const { return state_ == state::open; }
    bool has_ended() const { return state_ == state::ended; }
    // Whether the next frame may be looked at. Behind requests that are with the core it may not:
    // a close frame would end the connection before they are handled.
    bool may_parse() const {
        return !waits_for_core_ && !is_reading_held_ && (is_open() || state_ == state::closing);
    }
    bool is_reading_held() const { return is_reading_held_; }
    bool holds_requests() const { return holds_requests_; }

private:
    actions on_last_frame();
    actions end();
    // One wait at a time: two for the same socket would read twice.
    void start_read(actions& out);
    void watch_errors(actions& out);

    state state_ = state::opening;
    bool waits_for_core_ = false;
    bool holds_requests_ = false;  // by a fault; the core waits for them to come again
    bool is_reading_held_ = false; // by a fault or by a test
    bool is_read_started_ = false;
    bool is_watching_errors_ = false;
    bool has_close_timer_ = false;
};

} // namespace ivschat::websocket
