// Lives on one shard. One chat connection, from its handshake's response to its end.
#pragma once

#include "websocket/frame_parser.hpp"
#include "websocket/impairment.hpp"
#include "websocket/shard.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace ivschat::websocket {

class session : public std::enable_shared_from_this<session> {
public:
    session(shard& owner, runtime::tcp_socket socket, party_ref who);

    // Completes the handshake, enters the room and begins to read.
    void open(std::string response);

    // Leaves the room at once and says why; the first reason stands. `reason` is cut to what a
    // close frame holds.
    void close(std::uint16_t code, std::string_view reason);
    // Ends the TCP connection with a reset and nothing said.
    void drop();
    // Ends it now.
    void abort();
    // The shard is gone, and no handler runs any more.
    void forsake() {
        subscription_.reset();
        impairment_.reset(); // what waits there holds the session
    }

    // Text for this client alone.
    void reply(frame data);
    // A frame of the room, in the way that the fault rules want it.
    void deliver(const frame& data, const faults::decision& decision);
    // Bytes that go out as they are.
    void inject(std::string bytes);

    // The core is done with what it was handed last.
    void go_on();
    // The core is to get it again when it has waited for so long.
    void put_back(request_batch batch, impairment::length how_long);

    // Made when it is first asked for.
    class impairment& impairment();
    void end_impairment();

    bool is_held() const { return box_->is_held(); }
    std::size_t queued_bytes() const { return box_->queued_bytes(); }

private:
    enum class phase : std::uint8_t {
        open,
        closing,  // we have said goodbye, the client has not
        draining, // until it closes its end
        ended,
    };

    void read_on();
    void take_in();
    void understand(std::span<char> bytes);
    // What is no request.
    void obey(const incoming& other);
    void submit(request_batch batch);
    void answer_goodbye(const incoming& said);
    void break_off(std::uint16_t code);
    // The connection is no more of the room; says so once.
    void begin_closing(farewell said);
    void drain();
    void wait_for_peer();
    void end();
    void fall_behind();

    // What the room has gathered comes before what is for this client alone.
    void catch_up();
    // Now, or after `delay` and behind what was put off already.
    void do_after(std::chrono::nanoseconds delay, std::function<void(session&)> step);
    void suffer(const frame& data, const std::optional<faults::effect>& what);
    void impair_or_push(const frame& data);

    shard& owner_;
    party_ref who_;
    std::shared_ptr<send_queue> box_;
    frame_parser frames_;
    std::optional<fan_out::subscription> subscription_;
    std::shared_ptr<class impairment> impairment_;
    std::unique_ptr<runtime::steady_timer> patience_; // with a client that is to go
    phase phase_ = phase::open;
    bool is_taking_in_ = false;
    bool is_at_core_ = false; // what was read last
};

} // namespace ivschat::websocket
