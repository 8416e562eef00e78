// Lives on one shard. One chat connection, from its upgrade to its end.
#pragma once

#include "runtime/connections.hpp"
#include "websocket/endpoint.hpp"
#include "websocket/outbox_stream.hpp"
#include "websocket/wire.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

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
    void stop() override { close(boost::beast::websocket::close_code::going_away, ""); }
    void abort() override;

    std::size_t queued_bytes() const { return stream_.next_layer().box()->queued_bytes(); }

private:
    using stream = boost::beast::websocket::stream<outbox_stream, false>;

    runtime::awaitable<bool> accept(endpoint::upgrade_request request);
    runtime::awaitable<void> read_requests();
    void handle(std::string_view text);
    // Gives up the place in the room. Must not be called from within a command.
    void leave();
    void reply(const error& error, std::string_view request_id);
    void start_closing();
    void fall_behind();

    endpoint& owner_;
    chat::session_id id_;
    std::string room_arn_;
    stream stream_;
    runtime::connections::membership membership_;
    std::optional<fan_out::subscription> subscription_;
    std::optional<boost::beast::websocket::close_reason> closing_;
    bool is_open_ = false;
};

} // namespace ivschat::websocket
