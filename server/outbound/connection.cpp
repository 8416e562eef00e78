#include "outbound/connection.hpp"

#include "runtime/reset.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include <array>
#include <tuple>

namespace ivschat::outbound {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::result;
using runtime::awaitable;
using runtime::error_code;
using runtime::use_nothrow_awaitable;
using kind = http_failure::kind;
using outcome = result<http_response, http_failure>;
using steady_clock = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t header_limit = 64U << 10U;
// Beast reads at most the buffer's capacity at once, and most replies fit into this.
constexpr std::size_t initial_buffer = 4U << 10U;

void prepare(std::optional<reply_parser>& parser, const http_request& request,
             std::size_t body_limit) {
    parser.emplace();
    parser->header_limit(header_limit);
    parser->body_limit(body_limit);
    parser->skip(request.method == "HEAD");
}

// Interim responses such as "100 Continue" and "103 Early Hints" precede the final one.
bool is_interim(const reply_parser& parser) {
    const auto status = parser.get().result_int();
    return status >= 100 && status < 200 && status != 101;
}

bool is_certain_end(const error_code& why) {
    return why == http::error::end_of_stream || why == asio::ssl::error::stream_truncated ||
           why == asio::error::eof || why == asio::error::connection_reset ||
           why == asio::error::broken_pipe;
}

} // namespace

connection::connection(const runtime::executor& executor, url origin, resolver& names,
                       runtime::connections& set)
    : origin_{std::move(origin)},
      socket_{executor},
      timer_{executor},
      lookup_{executor, names},
      registration_{set, *this} {
    buffer_.reserve(initial_buffer);
}

void connection::set_deadline(time_point deadline) {
    deadline_ = deadline;
    arm_timer(deadline);
}

void connection::clear_deadline() { timer_.expires_at(time_point::max()); }

void connection::arm_timer(time_point when) {
    timer_.expires_at(when);
    timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
        if (cancelled) return;
        if (const auto self = weak.lock()) static_cast<connection&>(*self).on_timer();
    });
}

void connection::on_timer() {
    const auto now = steady_clock::now();
    if (timer_.expiry() > now) return; // the timer was set anew after this handler had been queued
    if (now >= deadline_ && end_cause_ == end_cause::none) end_cause_ = end_cause::timeout;
    close();
}

// By a reset, so that the kernel does not go on sending the rest of a request.
void connection::abort() {
    if (end_cause_ == end_cause::none) end_cause_ = end_cause::stopped;
    runtime::reset(socket_);
    lookup_.cancel();
}

void connection::close() {
    error_code ignored;
    socket_.close(ignored);
    lookup_.cancel();
}

bool connection::is_reusable() const {
    return keep_alive_ && end_cause_ == end_cause::none && socket_.is_open();
}

bool connection::was_closed_by_peer() const {
    return is_peer_gone_ && !has_reply_begun_ && end_cause_ == end_cause::none;
}

http_failure connection::failure(http_failure::kind what, const std::string& why) const {
    const auto peer = origin_.origin();
    if (end_cause_ == end_cause::stopped)
        return {kind::stopped, "The request to " + peer + " was stopped."};
    if (end_cause_ == end_cause::none) return {what, peer + " " + why + "."};
    return {kind::timeout, peer + " took too long: gave up " + std::string{phase_} + "."};
}

http_failure connection::failure(const error_code& why) const {
    if (why == http::error::body_limit)
        return failure(kind::too_large, "replied with a body that is too large");
    if (why == http::error::header_limit)
        return failure(kind::too_large, "replied with headers that are too large");
    if (is_certain_end(why) || why == http::error::partial_message)
        return failure(kind::unreachable, "closed the connection: gave up " + std::string{phase_});
    if (why.category() == make_error_code(http::error::bad_version).category())
        return failure(kind::not_http, "did not reply in HTTP: " + why.message());
    return failure(kind::unreachable, "cannot be reached: " + why.message());
}

awaitable<std::optional<http_failure>> connection::open(asio::ssl::context* tls) {
    phase_ = "looking up its address";
    auto addresses = co_await lookup_.find(origin_.host, origin_.port);
    if (!addresses) co_return failure(addresses.error());
    auto failed = co_await connect(*std::move(addresses));
    if (failed || tls == nullptr) co_return failed;
    co_return co_await tls_handshake(*tls);
}

awaitable<std::optional<http_failure>>
connection::connect(std::vector<runtime::tcp::endpoint> addresses) {
    phase_ = "connecting";
    error_code failed;
    for (std::size_t i = 0; i < addresses.size() && end_cause_ == end_cause::none; ++i) {
        // Each address but the last may use half of the time that is left.
        const bool is_last = i + 1 == addresses.size();
        const auto now = steady_clock::now();
        arm_timer(is_last ? deadline_ : now + (deadline_ - now) / 2);
        close();
        const auto [refused] = co_await socket_.async_connect(addresses[i], use_nothrow_awaitable);
        failed = refused;
        if (failed) continue;
        arm_timer(deadline_);
        error_code ignored;
        socket_.set_option(runtime::tcp::no_delay{true}, ignored);
        if (end_cause_ == end_cause::none && socket_.is_open()) co_return std::nullopt;
    }
    co_return failure(failed);
}

awaitable<std::optional<http_failure>> connection::tls_handshake(asio::ssl::context& tls) {
    phase_ = "making the TLS handshake";
    tls_.emplace(socket_, tls);
    error_code not_an_address;
    asio::ip::make_address(origin_.host, not_an_address);
    // Server name indication is for names only (RFC 6066, section 3). OpenSSL's macro would use an
    // old-style cast.
    if (not_an_address)
        SSL_ctrl(tls_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(origin_.host.c_str()));
    tls_->set_verify_callback([this, is_host = asio::ssl::host_name_verification{origin_.host}](
                                  bool is_trusted, asio::ssl::verify_context& certificate) {
        const bool is_good = is_host(is_trusted, certificate);
        is_host_mismatch_ = is_trusted && !is_good;
        return is_good;
    });
    const auto [failed] =
        co_await tls_->async_handshake(asio::ssl::stream_base::client, use_nothrow_awaitable);
    if (!failed) co_return std::nullopt;
    const auto verdict = SSL_get_verify_result(tls_->native_handle());
    if (is_host_mismatch_)
        co_return failure(kind::not_trusted, "is not trusted: its certificate is another host's");
    if (verdict != X509_V_OK)
        co_return failure(kind::not_trusted,
                          std::string{"is not trusted: "} + X509_verify_cert_error_string(verdict));
    co_return failure(kind::unreachable,
                      "does not complete the TLS handshake: " + failed.message());
}

awaitable<error_code> connection::write(const http_request& request) {
    phase_ = "sending the request";
    const auto head = write_head(request);
    const std::array pieces{asio::buffer(head), asio::buffer(request.body)};
    error_code failed;
    std::size_t size = 0;
    if (tls_) {
        std::tie(failed, size) = co_await asio::async_write(*tls_, pieces, use_nothrow_awaitable);
    } else {
        std::tie(failed, size) = co_await asio::async_write(socket_, pieces, use_nothrow_awaitable);
    }
    co_return failed;
}

awaitable<error_code> connection::read(reply_parser& parser) {
    phase_ = "waiting for the reply";
    error_code failed;
    std::size_t size = 0;
    if (tls_) {
        std::tie(failed, size) =
            co_await http::async_read(*tls_, buffer_, parser, use_nothrow_awaitable);
    } else {
        std::tie(failed, size) =
            co_await http::async_read(socket_, buffer_, parser, use_nothrow_awaitable);
    }
    has_reply_begun_ = has_reply_begun_ || parser.got_some();
    if (failed && parser.got_some()) phase_ = "reading the reply";
    co_return failed;
}

awaitable<outcome> connection::exchange(const http_request& request, std::size_t body_limit) {
    keep_alive_ = false;
    has_reply_begun_ = false;
    const auto unsent = co_await write(request);
    if (end_cause_ != end_cause::none) co_return failure(unsent);
    // Reads the reply even if sending failed: a peer that stops reading may have said why.
    std::optional<reply_parser> parser;
    do {
        prepare(parser, request, body_limit);
        const auto unread = co_await read(*parser);
        if (unread) {
            is_peer_gone_ = is_certain_end(unread);
            co_return failure(unsent ? unsent : unread);
        }
    } while (is_interim(*parser));
    const bool has_switched = parser->get().result() == http::status::switching_protocols;
    keep_alive_ = !unsent && parser->keep_alive() && !has_switched && buffer_.size() == 0;
    co_return to_response(parser->release());
}

} // namespace ivschat::outbound
