// Lives on one shard. One chat connection, from its upgrade to its end.
#pragma once

#include "faults/rule_set.hpp"
#include "journal/records.hpp"
#include "runtime/connections.hpp"
#include "websocket/endpoint.hpp"
#include "websocket/impairment.hpp"
#include "websocket/outbox_stream.hpp"
#include "websocket/wire.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <functional>
#include <optional>

namespace ivschat::websocket {

class session final : public runtime::connection {
public:
    session(endpoint& owner, std::shared_ptr<outbox> box, admission admitted);
    ~session() override;

    // Runs until the connection is gone. The session must be held by its caller meanwhile.
    runtime::awaitable<void> run(endpoint::upgrade_request request);

    // Leaves the room at once and says why; the first reason stands. `reason` is cut to what a
    // close frame holds.
    void close(std::uint16_t code, std::string_view reason);
    // Ends the session without waiting for the peer's goodbye. Must not be called from within a
    // command.
    void leave();
    void reply(const error& error, std::string_view request_id);
    void stop() override { close(boost::beast::websocket::close_code::going_away, ""); }
    void abort() override;

    // A frame of the room, in the way that the fault rules want it.
    void deliver(const frame& data, const faults::decision& decision);
    // Bytes that go out as they are.
    void inject(std::string bytes) {
        box().push(std::make_shared<const std::string>(std::move(bytes)));
    }
    // Ends the TCP connection with a reset and nothing said.
    void drop();
    // Made when it is first asked for.
    class impairment& impairment();
    void end_impairment();

    const std::string& room_arn() const { return room_arn_; }
    const std::string& user_id() const { return user_id_; }
    // Is in the room's fan-out.
    journal::party party() const;
    bool is_held() const { return box().is_held(); }
    bool is_member() const { return subscription_.has_value(); }

    std::size_t queued_bytes() const { return stream_.next_layer().box()->queued_bytes(); }

private:
    using stream = boost::beast::websocket::stream<outbox_stream, false>;

    runtime::awaitable<bool> accept(endpoint::upgrade_request request);
    runtime::awaitable<void> read_requests();
    void handle(std::string_view text);
    // False if the fault rules keep the request from being handled.
    runtime::awaitable<bool> pass_faults(std::string_view text);
    bool suffer(const faults::effect& what, std::string_view request_id);
    // Now, or after `delay` and behind what was put off already.
    void do_after(std::chrono::nanoseconds delay, std::function<void(session&)> step);
    void suffer(const frame& data, const std::optional<faults::effect>& what);
    void impair_or_push(const frame& data);
    outbox& box() const { return *stream_.next_layer().box(); }
    void record(journal::entry entry);
    void start_closing();
    void fall_behind();

    endpoint& owner_;
    chat::session_id id_;
    std::string room_arn_;
    std::string user_id_;
    stream stream_;
    runtime::connections::membership membership_;
    std::optional<fan_out::subscription> subscription_;
    std::optional<boost::beast::websocket::close_reason> closing_;
    std::shared_ptr<class impairment> impairment_;
    bool is_open_ = false;
};

} // namespace ivschat::websocket
