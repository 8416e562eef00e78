#include "http/session.hpp"

#include "http/api.hpp"
#include "model/api_error.hpp"
#include "text/ascii.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>
#include <tuple>

namespace ivschat::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using model::api_error;
using runtime::awaitable;
using runtime::error_code;
using runtime::use_nothrow_awaitable;

namespace {

constexpr std::uint32_t largest_header = 16U << 10U;
constexpr std::uint64_t largest_body = 256U << 10U;
constexpr std::uint64_t largest_control_body = 64U << 20U; // a whole state
constexpr std::size_t read_size = 8U << 10U;
constexpr std::chrono::seconds idle_patience{75};
constexpr std::chrono::seconds request_patience{30};
constexpr std::chrono::seconds linger_patience{2};
constexpr std::size_t handshake_key_length = 24; // base64 of 16 bytes

reply refusal(model::error_kind kind, std::string message) {
    return to_reply(api_error::plain(kind, std::move(message)));
}

// A handshake that cannot succeed must not use up its token.
std::optional<reply> refuse_handshake(const request_handler::upgrade_request& request,
                                      bool has_more_input) {
    using beast::http::field;
    if (request[field::sec_websocket_version] != "13") {
        auto upgrade = refusal(model::errors::upgrade_required,
                               "Sec-WebSocket-Version must be 13 (RFC 6455).");
        upgrade.headers.emplace_back("Sec-WebSocket-Version", "13");
        return upgrade;
    }
    if (request[field::sec_websocket_key].size() != handshake_key_length) {
        return refusal(model::errors::malformed_http_request,
                       "Sec-WebSocket-Key must be 16 bytes in base64 (RFC 6455).");
    }
    if (request.find(field::host) == request.end()) {
        return refusal(model::errors::malformed_http_request, "A handshake must have a Host.");
    }
    if (has_more_input) {
        return refusal(model::errors::malformed_http_request,
                       "A WebSocket client must wait for the reply to its handshake before it "
                       "sends more.");
    }
    return std::nullopt;
}

// As the WebSocket handshake takes it.
request_handler::upgrade_request to_beast(const request& get, unsigned version) {
    request_handler::upgrade_request message{beast::http::verb::get, get.target, version};
    for (const auto& [name, value] : get.headers) message.insert(name, value);
    message.body() = get.body;
    return message;
}

// Of a request that could not be read.
reply refusal_of(const error_code& parse_error) {
    if (parse_error == beast::http::error::body_limit) {
        return refusal(model::errors::request_entity_too_large,
                       "The request body must be at most 256 KB.");
    }
    if (parse_error == beast::http::error::header_limit) {
        return refusal(model::errors::request_header_fields_too_large,
                       "The request line and headers must be at most 16 KB.");
    }
    return refusal(model::errors::malformed_http_request,
                   "Not a request of HTTP/1.1: " + parse_error.message() + ".");
}

} // namespace

void reset(runtime::tcp_socket& socket) {
    error_code ignored;
    socket.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket.close(ignored);
}

session::session(runtime::tcp_socket socket, request_handler& handler, reply_writer& writer,
                 runtime::connections& connections)
    : socket_{std::move(socket)},
      handler_{handler},
      writer_{writer},
      membership_{connections, *this} {
    wait_at_most(idle_patience);
}

awaitable<void> session::run() {
    error_code ignored;
    socket_.set_option(runtime::tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
    while (co_await serve_one()) {
    }
}

// True if another request may follow.
awaitable<bool> session::serve_one() {
    start_request();
    bool has_request = (buffer_.size() > 0 || receive()) && parse_received();
    if (!has_request) has_request = co_await read_rest();
    if (!has_request) {
        if (parse_error_) co_await refuse(refusal_of(parse_error_));
        co_return false;
    }
    keep_alive_ = reader_.keeps_alive();
    deadline_ = steady_clock::time_point::max(); // it may wait for what a test waits for
    const auto& received = reader_.get();
    if (received.method == "GET" && received.header("upgrade")) {
        auto message = to_beast(received, reader_.version());
        if (beast::websocket::is_upgrade(message)) {
            auto refused = co_await upgrade(std::move(message));
            if (!refused) co_return false; // the socket is somebody else's now
            co_return co_await write_reply(*std::move(refused));
        }
    }
    auto reply = co_await handler_.handle(received);
    if (!reply) {
        reset(socket_);
        co_return false;
    }
    co_return co_await write_reply(*std::move(reply));
}

void session::start_request() {
    reader_.start();
    was_continued_ = false;
    is_limited_ = false;
    is_idle_ = buffer_.size() == 0;
    read_error_ = {};
}

// Whatever of the request has not come yet. False at the end of the connection, or with
// parse_error_ set.
awaitable<bool> session::read_rest() {
    wait_at_most(is_idle_ ? idle_patience : request_patience);
    for (;;) {
        const bool is_over = read_error_ && read_error_ != asio::error::would_block;
        if (parse_error_ || is_over) co_return false;
        if (wants_continue()) {
            static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto [ec, size] =
                co_await asio::async_write(socket_, asio::buffer(interim), use_nothrow_awaitable);
            if (ec) co_return false;
        }
        // A connection that waits holds no memory but its own.
        if (is_idle_) {
            buffer_.shrink_to_fit();
            reader_.release();
        }
        const auto [failed] =
            co_await socket_.async_wait(runtime::tcp_socket::wait_read, use_nothrow_awaitable);
        if (failed) co_return false;
        const bool was_idle = is_idle_;
        if (!receive()) continue;
        if (was_idle) wait_at_most(request_patience);
        if (parse_received()) co_return true;
    }
}

// False if nothing has come, with read_error_ set.
bool session::receive() {
    const auto size = socket_.read_some(buffer_.prepare(read_size), read_error_);
    buffer_.commit(size);
    if (size > 0) is_idle_ = false;
    return size > 0;
}

// The parser wants to know before it sees the header.
void session::limit_request() {
    const auto data = buffer_.cdata();
    constexpr std::size_t enough = 32; // bytes, to hold the method and how the path begins
    const std::string_view start{static_cast<const char*>(data.data()),
                                 std::min(data.size(), enough)};
    const auto line = start.substr(0, start.find('\r'));
    const bool is_control = line.find(" /_ivschat/") != std::string_view::npos;
    reader_.limit(
        {.header = largest_header, .body = is_control ? largest_control_body : largest_body});
    is_limited_ = line.size() < start.size() || start.size() == enough;
}

// Feeds the reader with what has arrived. True once the request is whole; its bytes are consumed.
bool session::parse_received() {
    if (!is_limited_) limit_request();
    while (buffer_.size() > 0 && !reader_.is_done()) {
        const auto used = reader_.put(buffer_.data(), parse_error_);
        buffer_.consume(used);
        if (parse_error_ == beast::http::error::need_more) {
            parse_error_ = {};
            if (used == 0) break;
        }
        if (parse_error_) return false;
    }
    if (!reader_.has_header() && buffer_.size() > largest_header) {
        parse_error_ = beast::http::error::header_limit;
        return false;
    }
    return reader_.is_done();
}

bool session::wants_continue() {
    if (was_continued_ || !reader_.has_header()) return false;
    was_continued_ = true;
    return text::equal_ignoring_case(reader_.get().header("expect").value_or(""), "100-continue");
}

awaitable<std::optional<reply>> session::upgrade(upgrade_request request) {
    if (auto refused = refuse_handshake(request, buffer_.size() > 0)) co_return refused;
    co_return co_await handler_.upgrade(socket_, std::move(request));
}

// True if another request may follow.
awaitable<bool> session::write_reply(reply reply) {
    const bool keep_alive = keep_alive_ && !is_stopping_;
    const bool is_head = reader_.has_header() && reader_.get().method == "HEAD";
    const auto bytes = writer_.write(reply, {.keep_alive = keep_alive, .is_head = is_head});
    // Behind the other requests of this pass over the sockets: replies that leave one after another
    // find their readers awake, and waking them is what costs.
    co_await asio::post(socket_.get_executor(), asio::deferred);
    error_code failed;
    const auto sent = socket_.write_some(asio::buffer(bytes), failed);
    if (failed == asio::error::would_block || (!failed && sent < bytes.size())) {
        wait_at_most(request_patience);
        const auto rest = asio::buffer(bytes) + sent;
        std::tie(failed, std::ignore) =
            co_await asio::async_write(socket_, rest, use_nothrow_awaitable);
    }
    // Most clients have sent the next request by the time that all replies are sent.
    co_await asio::post(socket_.get_executor(), asio::deferred);
    co_return !failed && keep_alive && !is_stopping_;
}

// The last reply, to a request that was not read to its end. Closing with input unread would reset
// the connection and lose the reply, so the rest is taken in for a while.
awaitable<void> session::refuse(reply reply) {
    keep_alive_ = false;
    co_await write_reply(std::move(reply));
    error_code failed;
    socket_.shutdown(runtime::tcp_socket::shutdown_send, failed);
    wait_at_most(linger_patience);
    while (!failed && !is_stopping_) {
        buffer_.clear();
        const auto [ec, size] =
            co_await socket_.async_read_some(buffer_.prepare(read_size), use_nothrow_awaitable);
        failed = ec;
    }
}

void session::stop() {
    is_stopping_ = true;
    if (is_idle_) abort();
}

void session::abort() {
    error_code ignored;
    socket_.close(ignored);
}

void session::check_idle() {
    if (steady_clock::now() > deadline_) abort();
}

void session::wait_at_most(std::chrono::seconds patience) {
    deadline_ = steady_clock::now() + patience;
}

} // namespace ivschat::http
