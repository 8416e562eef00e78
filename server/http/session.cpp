#include "http/session.hpp"

#include "http/api.hpp"
#include "model/api_error.hpp"
#include "runtime/reset.hpp"
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
// They are checked every few seconds, so a connection may last a little longer.
constexpr std::chrono::seconds idle_timeout{75};
constexpr std::chrono::seconds request_timeout{30}; // to send a request, or to take its reply
constexpr std::chrono::seconds linger_timeout{2};
constexpr std::size_t handshake_key_length = 24; // base64 of 16 bytes

reply error_reply(model::error_kind kind, std::string message) {
    return to_reply(api_error::plain(kind, std::move(message)));
}

// Checked before the token is looked at: a handshake that cannot succeed must not use it up.
std::optional<reply> check_handshake(const upgrade_handler::upgrade_request& request,
                                     bool has_more_input) {
    using beast::http::field;
    if (request[field::sec_websocket_version] != "13") {
        auto required = error_reply(model::errors::upgrade_required,
                                    "Sec-WebSocket-Version must be 13 (RFC 6455).");
        required.headers.emplace_back("Sec-WebSocket-Version", "13");
        return required;
    }
    if (request[field::sec_websocket_key].size() != handshake_key_length) {
        return error_reply(model::errors::malformed_http_request,
                           "Sec-WebSocket-Key must be 16 bytes in base64 (RFC 6455).");
    }
    if (request.find(field::host) == request.end()) {
        return error_reply(model::errors::malformed_http_request,
                           "A WebSocket handshake must have a Host header.");
    }
    if (has_more_input) {
        return error_reply(model::errors::malformed_http_request,
                           "A WebSocket client must wait for the reply to its handshake before it "
                           "sends more.");
    }
    return std::nullopt;
}

upgrade_handler::upgrade_request to_beast(const request& get, unsigned version) {
    upgrade_handler::upgrade_request message{beast::http::verb::get, get.target, version};
    for (const auto& [name, value] : get.headers) message.insert(name, value);
    message.body() = get.body;
    return message;
}

bool is_control(std::string_view target) { return target.starts_with("/_ivschat/"); }

std::uint64_t largest_body_of(std::string_view target) {
    return is_control(target) ? largest_control_body : largest_body;
}

reply reply_to_bad_request(const error_code& parse_error, std::string_view target) {
    if (parse_error == beast::http::error::body_limit) {
        return error_reply(model::errors::request_entity_too_large,
                           std::string{"The request body must be at most "} +
                               (is_control(target) ? "64 MB." : "256 KB."));
    }
    if (parse_error == beast::http::error::header_limit) {
        return error_reply(model::errors::request_header_fields_too_large,
                           "The request line and headers must be at most 16 KB.");
    }
    return error_reply(model::errors::malformed_http_request,
                       "This is not an HTTP/1.1 request: " + parse_error.message() + ".");
}

} // namespace

session::session(runtime::tcp_socket socket, const session_context& context)
    : socket_{std::move(socket)},
      context_{context},
      gate_holder_{context.gate},
      registration_{context.connections, *this},
      reader_{{.header = largest_header, .body = largest_body_of}, &close_watcher_} {
    set_deadline(idle_timeout);
}

awaitable<void> session::run() {
    error_code ignored;
    socket_.set_option(runtime::tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
    while (co_await serve_request()) {
    }
}

// True if another request may follow.
awaitable<bool> session::serve_request() {
    start_request();
    bool has_request = (buffer_.size() > 0 || receive()) && parse_received();
    if (!has_request) has_request = co_await read_rest();
    if (!has_request) {
        if (parse_error_)
            co_await write_last_reply(reply_to_bad_request(parse_error_, reader_.get().target));
        co_return false;
    }
    co_return co_await handle();
}

awaitable<bool> session::handle() {
    phase_ = phase::handling;
    keep_alive_ = reader_.keeps_alive();
    deadline_ = steady_clock::time_point::max(); // a call may wait for as long as a test needs
    const auto& received = reader_.get();
    if (received.method == "GET" && received.header("upgrade")) {
        auto message = to_beast(received, reader_.version());
        if (beast::websocket::is_upgrade(message)) {
            auto refusal = co_await upgrade(std::move(message));
            if (!refusal) co_return false; // the socket has a new owner
            co_return co_await write_reply(*std::move(refusal));
        }
    }
    auto reply = co_await context_.requests.handle(received);
    if (!reply) {
        runtime::reset(socket_);
        co_return false;
    }
    co_return co_await write_reply(*std::move(reply));
}

void session::start_request() {
    reader_.start();
    was_continued_ = false;
    phase_ = buffer_.size() == 0 ? phase::idle : phase::reading;
    read_error_ = {};
}

// Reads until the request is whole. False at the end of the connection, or if parse_error_ is set.
awaitable<bool> session::read_rest() {
    set_deadline(phase_ == phase::idle ? idle_timeout : request_timeout);
    for (;;) {
        const bool is_over = read_error_ && read_error_ != asio::error::would_block;
        if (parse_error_ || is_over) co_return false;
        if (is_continue_expected()) {
            static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto [ec, size] =
                co_await asio::async_write(socket_, asio::buffer(interim), use_nothrow_awaitable);
            if (ec) co_return false;
        }
        // An idle connection gives its buffers back.
        if (phase_ == phase::idle) {
            buffer_.shrink_to_fit();
            reader_.release();
        }
        const auto [failed] =
            co_await socket_.async_wait(runtime::tcp_socket::wait_read, use_nothrow_awaitable);
        if (failed) co_return false;
        const bool was_idle = phase_ == phase::idle;
        if (!receive()) continue;
        if (was_idle) set_deadline(request_timeout);
        if (parse_received()) co_return true;
    }
}

// False if nothing came; then read_error_ is set.
bool session::receive() {
    const auto size = socket_.read_some(buffer_.prepare(read_size), read_error_);
    buffer_.commit(size);
    if (size > 0) phase_ = phase::reading;
    return size > 0;
}

// Feeds what was received to the reader, which uses it up. True once the request is whole.
bool session::parse_received() {
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

bool session::is_continue_expected() {
    if (was_continued_ || !reader_.has_header()) return false;
    was_continued_ = true;
    return text::equal_ignoring_case(reader_.get().header("expect").value_or(""), "100-continue");
}

awaitable<std::optional<reply>> session::upgrade(upgrade_request request) {
    if (auto refusal = check_handshake(request, buffer_.size() > 0)) co_return refusal;
    co_return co_await context_.upgrades.upgrade(socket_, std::move(request), close_watcher_);
}

// True if another request may follow.
awaitable<bool> session::write_reply(reply reply) {
    phase_ = phase::writing;
    const bool keep_alive = keep_alive_ && !is_draining_;
    const bool is_head = reader_.has_header() && reader_.get().method == "HEAD";
    const auto bytes = context_.writer.write(reply, {.keep_alive = keep_alive, .is_head = is_head});
    // First the other requests of this turn of the event loop: replies that leave one right after
    // another find their readers awake, and waking readers is what costs.
    co_await asio::post(socket_.get_executor(), asio::deferred);
    error_code failed;
    const auto sent = socket_.write_some(asio::buffer(bytes), failed);
    if (failed == asio::error::would_block || (!failed && sent < bytes.size())) {
        set_deadline(request_timeout);
        const auto rest = asio::buffer(bytes) + sent;
        std::tie(failed, std::ignore) =
            co_await asio::async_write(socket_, rest, use_nothrow_awaitable);
    }
    // Most clients have sent their next request by the time that all replies are sent.
    co_await asio::post(socket_.get_executor(), asio::deferred);
    co_return !failed && keep_alive && !is_draining_;
}

// For a request that was not read to its end. Closing a socket with unread input would reset the
// connection and lose the reply (RFC 9112, 9.6), so input is read and dropped for a while.
awaitable<void> session::write_last_reply(reply reply) {
    keep_alive_ = false;
    co_await write_reply(std::move(reply));
    phase_ = phase::lingering;
    error_code failed;
    socket_.shutdown(runtime::tcp_socket::shutdown_send, failed);
    set_deadline(linger_timeout);
    while (!failed && !is_draining_) {
        buffer_.clear();
        const auto [ec, size] =
            co_await socket_.async_read_some(buffer_.prepare(read_size), use_nothrow_awaitable);
        failed = ec;
    }
}

void session::drain() {
    is_draining_ = true;
    if (phase_ == phase::idle) abort();
}

void session::abort() {
    error_code ignored;
    socket_.close(ignored);
}

void session::check_deadline() {
    close_watcher_.check();
    if (steady_clock::now() > deadline_) abort();
}

void session::set_deadline(std::chrono::seconds timeout) {
    deadline_ = steady_clock::now() + timeout;
}

} // namespace ivschat::http
