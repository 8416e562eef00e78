// Lives on one shard. One chat connection: carries out what its state machine decides.
#pragma once

#include "websocket/connection_fsm.hpp"
#include "websocket/fan_out.hpp"
#include "websocket/frame_parser.hpp"
#include "websocket/impairment.hpp"
#include "websocket/session_events.hpp"
#include "websocket/shard.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace ivschat::websocket {

class session : public std::enable_shared_from_this<session>, private send_queue_owner {
public:
    session(shard& owner, runtime::tcp_socket socket, connection_ref info);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    // Sends the response to the handshake, enters the room and begins to read. A socket that is
    // closed ends the session.
    void open(std::string response);

    // Leaves the room at once and sends a close frame; the first one stands. `reason` is cut to
    // what a close frame holds.
    void close(std::uint16_t code, std::string_view reason);
    // The same, but a peer that does not read gets a TCP reset; true if so.
    bool close_or_reset(std::uint16_t code, std::string_view reason);
    // Ends the TCP connection with a reset and without a close frame.
    void reset();
    // Ends it now.
    void abort();
    // The shard is gone, and no handler runs any more.
    void detach();

    // Text for this client alone.
    void reply(frame data);
    // A frame of the room that fault rules look at; they may have decided nothing.
    void deliver(const frame& data, const faults::decision& decision);
    // Bytes that go out as they are.
    void inject(std::string bytes);

    // The core is done with the last batch.
    void core_done();
    // A fault holds the batch for so long; then the core gets it again.
    void hold_requests(request_batch batch, impairment::duration how_long);

    void hold_reading(impairment::duration how_long);
    void release_reading();
    void hold_writing(impairment::duration how_long);
    void release_writing();
    // Ends what faults and the control API hold.
    void release_all();
    // Drops the requests that are not handled and the messages that are not sent, and ends all
    // holds. Until `accept_requests`, requests that come in are dropped, too.
    void discard();
    void accept_requests() { is_discarding_ = false; }

    // What is queued cannot leave, although nothing here holds it.
    bool is_stuck() const { return queue_->is_blocked() && !queue_->is_held(); }
    std::size_t queued_bytes() const { return queue_->queued_bytes(); }

private:
    // The close frame, binary message or protocol error that came behind requests, with a copy of
    // its payload.
    struct last_frame {
        incoming::kind kind;
        std::uint16_t code;
        std::string payload;
    };

    void perform(const connection_fsm::actions& actions,
                 const close_info& info = {.code = wire::close_code::abnormal});
    void perform(connection_fsm::action action, const close_info& info);

    // ---- Reading (session_reading.cpp) ----
    void start_read();
    void watch_errors();
    void read();
    void drain_input();
    // Parses what was kept and then `received`, as far as the state machine allows.
    void process(std::span<char> received);
    // Handles what has been received until it is used up or the core has a batch.
    void parse();
    bool parse_requests();
    void on_last_frame(incoming::kind kind, std::uint16_t code, std::string_view payload);
    void submit(request_batch batch);
    void on_reading_released();
    // Calls `step()`; an exception of it ends this connection only, and the log names it.
    template <class Step>
    void guarded(Step step);

    void on_slow_consumer() override;
    void on_send_failed() override;
    void on_drained() override;

    void leave_room(const close_info& info);
    void start_close_timer();
    void report_end();

    // Frames that are pending in the room go before what is for this client alone.
    void flush_pending();
    // Now, or after `delay` and behind what was deferred before.
    void defer(std::chrono::nanoseconds delay, std::function<void(session&)> step);
    void apply_fault(const frame& data, const std::optional<faults::effect>& effect);
    void impair_or_push(const frame& data);
    class impairment& impairment(); // made when it is first needed

    shard& owner_;
    connection_ref info_;
    std::shared_ptr<send_queue> queue_;
    connection_fsm fsm_;
    bool is_parsing_ = false;
    bool is_discarding_ = false;
    frame_parser frames_;
    std::optional<fan_out::subscription> subscription_;
    std::shared_ptr<class impairment> impairment_;
    std::unique_ptr<request_batch> held_requests_;
    std::unique_ptr<last_frame> last_frame_;
    std::unique_ptr<runtime::one_shot_timer> close_timer_;
};

} // namespace ivschat::websocket
