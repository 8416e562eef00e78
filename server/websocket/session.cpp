#include "websocket/session.hpp"

#include "chat/identifier.hpp"
#include "text/unicode.hpp"
#include "websocket/figures.hpp"

#include <boost/asio/buffer.hpp>

namespace ivschat::websocket {

namespace beast = boost::beast;
namespace http = beast::http;
using beast::websocket::close_code;
using runtime::awaitable;
using runtime::error_code;
using runtime::use;

namespace {

constexpr std::size_t largest_request = 128U << 10U;
constexpr std::size_t largest_close_reason = 123; // RFC 6455, 5.5
// How long a peer may take to finish the handshake, or to answer our close frame.
constexpr std::chrono::seconds handshake_patience{5};

std::string_view view_of(const beast::flat_buffer& buffer) {
    const auto data = buffer.cdata();
    return {static_cast<const char*>(data.data()), data.size()};
}

} // namespace

session::session(endpoint& owner, std::shared_ptr<outbox> box, admission admitted)
    : owner_{owner},
      id_{admitted.session},
      room_arn_{std::move(admitted.room_arn)},
      stream_{std::move(box)},
      membership_{owner.connections_, *this} {
    owner_.sessions_.emplace(id_, this);
}

session::~session() {
    stream_.next_layer().box()->on_overflow(nullptr); // a flush may hold the box a little longer
    owner_.forget(id_);
    leave();
}

void session::leave() {
    subscription_.reset();
    owner_.core_.run([&](chat::service& service, chat::timestamp, chat::effects&) {
        service.disconnect(id_);
        return true;
    });
}

awaitable<void> session::run(endpoint::upgrade_request request) {
    const bool accepted = co_await accept(std::move(request));
    if (accepted) co_await read_requests();
    subscription_.reset();
    abort(); // a queue that waits for a peer that is gone must not keep the socket
}

void session::abort() {
    error_code ignored;
    stream_.next_layer().next_layer().close(ignored);
}

awaitable<bool> session::accept(endpoint::upgrade_request request) {
    const std::string token{request[http::field::sec_websocket_protocol]};
    stream_.set_option(beast::websocket::stream_base::timeout{
        handshake_patience, beast::websocket::stream_base::none(), false});
    stream_.set_option(
        beast::websocket::stream_base::decorator([&](beast::websocket::response_type& response) {
            // Browsers fail the connection unless the subprotocol that they offered comes back.
            response.set(http::field::sec_websocket_protocol, token);
            response.set(http::field::server, "ivschat-local");
        }));
    stream_.read_message_max(largest_request);
    // A client that says goodbye has left, however long it keeps its socket after that.
    stream_.control_callback([this](beast::websocket::frame_type kind, auto) {
        if (kind == beast::websocket::frame_type::close) leave();
    });
    const auto [ec] = co_await stream_.async_accept(request, use);
    // The decorator refers to this call's frame.
    stream_.set_option(
        beast::websocket::stream_base::decorator([](beast::websocket::response_type&) {}));
    if (ec) co_return false;
    is_open_ = true;
    const auto& box = stream_.next_layer().box();
    owner_.counters_.handshakes_completed.add();
    box->on_overflow([this] { fall_behind(); });
    if (closing_)
        start_closing();
    else
        subscription_.emplace(owner_.fan_out_, room_arn_, box);
    co_return true;
}

awaitable<void> session::read_requests() {
    beast::flat_buffer buffer;
    for (;;) {
        // Beast answers pings, refuses text that is not UTF-8 (1007) and what is too big (1009),
        // and ends here when the connection is closed by either side.
        const auto [ec, size] = co_await stream_.async_read(buffer, use);
        if (ec) co_return;
        if (!closing_ && !stream_.got_text()) {
            close(close_code::unknown_data, "Only text messages are understood.");
        } else if (!closing_) {
            handle(view_of(buffer));
        }
        buffer.consume(buffer.size());
        buffer.shrink_to_fit(); // an idle connection holds no buffer
    }
}

void session::handle(std::string_view text) {
    auto decoded = decode(text);
    auto* const bad = std::get_if<bad_request>(&decoded);
    auto* const good = std::get_if<action>(&decoded);
    owner_.counters_.count_request(action_of(decoded));
    const std::string request_id =
        bad != nullptr ? bad->request_id
                       : std::visit([](const auto& command) { return command.request_id; }, *good);
    const auto outcome = owner_.core_.run([&](chat::service& service, chat::timestamp now,
                                              chat::effects& effects) -> chat::outcome<void> {
        if (auto admitted = service.admit_request(now, id_); !admitted || bad != nullptr) {
            return admitted;
        }
        return std::visit(
            [&](auto& command) { return service.send(now, id_, std::move(command), effects); },
            *good);
    });
    if (!outcome)
        reply(describe(outcome.error()), request_id);
    else if (bad != nullptr)
        reply({.code = 400, .message = bad->why}, request_id);
}

void session::reply(const error& error, std::string_view request_id) {
    const auto id =
        chat::random_identifier([&](std::span<std::byte> out) { owner_.random_.fill(out); });
    stream_.next_layer().box()->push(make_text_frame(encode(error, id, request_id)));
}

void session::close(std::uint16_t code, std::string_view reason) {
    if (closing_) return;
    closing_ =
        beast::websocket::close_reason{close_code{code}, text::cut(reason, largest_close_reason)};
    subscription_.reset();
    if (is_open_) start_closing();
}

void session::fall_behind() {
    if (closing_) return;
    owner_.counters_.slow_readers_closed.add();
    close(close_code::try_again_later, "The reader is too slow.");
}

void session::start_closing() {
    stream_.async_close(*closing_, [self = shared_from_this()](const error_code&) {});
}

} // namespace ivschat::websocket
