#include "outbound/connection.hpp"

#include "outbound/message.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include <array>

namespace ivschat::outbound {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::result;
using runtime::awaitable;
using runtime::error_code;
using runtime::use;
using kind = http_failure::kind;
using opening = result<void, http_failure>;
using steady_clock = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t largest_header = 64U << 10U;
// Beast reads as much as there is room for: most replies arrive at once.
constexpr std::size_t room_for_reply = 4U << 10U;

template <class Stream>
awaitable<error_code> write(Stream& stream, std::string_view head, std::string_view body) {
    const std::array pieces{asio::buffer(head), asio::buffer(body)};
    const auto [failed, size] = co_await asio::async_write(stream, pieces, use);
    co_return failed;
}

template <class Stream>
awaitable<error_code> read(Stream& stream, boost::beast::flat_buffer& buffer,
                           reply_parser& parser) {
    const auto [failed, size] = co_await http::async_read(stream, buffer, parser, use);
    co_return failed;
}

void prepare(std::optional<reply_parser>& parser, const http_request& request,
             std::size_t largest_body) {
    parser.emplace();
    parser->header_limit(largest_header);
    parser->body_limit(largest_body);
    parser->skip(request.method == "HEAD");
}

// "100 Continue" and "103 Early Hints" announce the reply.
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

connection::connection(runtime::executor executor, url origin, runtime::connections& set)
    : origin_{std::move(origin)},
      socket_{executor},
      timer_{executor},
      lookup_{std::make_shared<name_lookup>(executor)},
      membership_{set, *this} {
    buffer_.reserve(room_for_reply);
}

void connection::end_by(moment deadline) {
    begun_ = steady_clock::now();
    deadline_ = deadline;
    wake_at(deadline);
}

void connection::rest() { timer_.expires_at(moment::max()); }

void connection::wake_at(moment when) {
    timer_.expires_at(when);
    timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
        if (cancelled) return;
        if (const auto self = weak.lock()) static_cast<connection&>(*self).wake();
    });
}

void connection::wake() {
    const auto now = steady_clock::now();
    if (timer_.expiry() > now) return; // put off when its expiry was on the way here already
    if (now >= deadline_ && ending_ == ending::none) ending_ = ending::timeout;
    close();
}

void connection::abort() {
    if (ending_ == ending::none) ending_ = ending::stopped;
    close();
}

void connection::close() {
    error_code ignored;
    socket_.close(ignored);
    lookup_->abandon();
}

bool connection::is_reusable() const {
    return may_keep_ && ending_ == ending::none && socket_.is_open();
}

http_failure connection::failure(http_failure::kind what, const std::string& why) const {
    const auto peer = origin_.origin();
    if (ending_ == ending::stopped)
        return {kind::stopped, "The request to " + peer + " was stopped."};
    if (ending_ == ending::none) return {what, peer + " " + why + "."};
    const auto patience = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - begun_).count();
    return {kind::timeout, peer + " took more than " + std::to_string(patience) + " ms: gave up " +
                               std::string{doing_} + "."};
}

http_failure connection::failure(const error_code& why) const {
    if (why == http::error::body_limit)
        return failure(kind::too_large, "replied with a body that is too large");
    if (why == http::error::header_limit)
        return failure(kind::too_large, "replied with headers that are too large");
    if (is_certain_end(why)) return failure(kind::unreachable, "closed the connection");
    if (why.category() == make_error_code(http::error::bad_version).category())
        return failure(kind::not_http, "did not reply in HTTP: " + why.message());
    return failure(kind::unreachable, "cannot be reached: " + why.message());
}

awaitable<opening> connection::open(asio::ssl::context* tls) {
    doing_ = "looking up its address";
    auto addresses = co_await lookup_->find(origin_.host, origin_.port);
    if (!addresses) co_return failure(addresses.error());
    auto connected = co_await connect(*std::move(addresses));
    if (!connected || tls == nullptr) co_return connected;
    co_return co_await agree_on_tls(*tls);
}

awaitable<opening> connection::connect(std::vector<runtime::tcp::endpoint> addresses) {
    doing_ = "connecting";
    error_code failed;
    for (std::size_t i = 0; i < addresses.size() && ending_ == ending::none; ++i) {
        // An address that does not answer leaves time for the next one.
        const bool is_last = i + 1 == addresses.size();
        const auto now = steady_clock::now();
        wake_at(is_last ? deadline_ : now + (deadline_ - now) / 2);
        close();
        const auto [refused] = co_await socket_.async_connect(addresses[i], use);
        failed = refused;
        if (failed) continue;
        wake_at(deadline_);
        error_code ignored;
        socket_.set_option(runtime::tcp::no_delay{true}, ignored);
        if (ending_ == ending::none && socket_.is_open()) co_return opening{};
    }
    co_return failure(failed);
}

awaitable<opening> connection::agree_on_tls(asio::ssl::context& tls) {
    doing_ = "agreeing on TLS";
    (void)tls;
    co_return failure(kind::not_trusted, "speaks TLS");
}

awaitable<result<http_response, http_failure>> connection::exchange(const http_request& request,
                                                                    std::size_t largest_body) {
    was_closed_by_peer_ = false;
    doing_ = "sending the request";
    const auto head = write_head(request);
    error_code failed;
    if (tls_) {
        failed = co_await write(*tls_, head, request.body);
    } else {
        failed = co_await write(socket_, head, request.body);
    }
    // A peer that does not want to read on may have said why.
    std::optional<reply_parser> parser;
    do {
        doing_ = "waiting for the reply";
        prepare(parser, request, largest_body);
        error_code unread;
        if (tls_) {
            unread = co_await read(*tls_, buffer_, *parser);
        } else {
            unread = co_await read(socket_, buffer_, *parser);
        }
        if (unread) {
            may_keep_ = false;
            if (parser->got_some()) doing_ = "reading the reply";
            was_closed_by_peer_ =
                ending_ == ending::none && !parser->got_some() && is_certain_end(unread);
            co_return failure(failed ? failed : unread);
        }
    } while (is_interim(*parser));
    may_keep_ =
        !failed && parser->keep_alive() && parser->get().result_int() != 101 && buffer_.size() == 0;
    co_return to_response(parser->release());
}

} // namespace ivschat::outbound
