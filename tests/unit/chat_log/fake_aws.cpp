#include "fake_aws.hpp"

#include "crypto/sigv4.hpp"
#include "runtime/clock.hpp"
#include "text/ascii.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <set>

namespace ivschat::chat_log::test {

namespace asio = runtime::asio;
namespace http = boost::beast::http;

std::string recorded_request::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (text::equal_ignoring_case(key, name)) return value;
    }
    return {};
}

outbound::aws_credentials known_credentials() {
    return {.access_key_id = "AKIDEXAMPLE",
            .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            .session_token = "session+token/="};
}

struct fake_aws::state {
    state(asio::io_context& io, std::string name, replier answers)
        : loop{io},
          service{std::move(name)},
          reply{std::move(answers)},
          verifier{service,
                   {{known_credentials().access_key_id, known_credentials().secret_access_key}}},
          acceptor{loop.get_executor()} {}

    asio::io_context& loop;
    std::string service;
    replier reply;
    crypto::sigv4_verifier verifier;
    runtime::tcp_acceptor acceptor;
    std::uint16_t port = 0;
    std::set<runtime::tcp_socket*> open = {};
    std::vector<recorded_request> requests = {};

    void listen() {
        const runtime::tcp::endpoint where{asio::ip::address_v4::loopback(), port};
        acceptor.open(where.protocol());
        acceptor.set_option(asio::socket_base::reuse_address{true});
        acceptor.bind(where);
        acceptor.listen();
        port = acceptor.local_endpoint().port();
    }

    void verify(recorded_request& request) {
        std::vector<std::pair<std::string_view, std::string_view>> headers{request.headers.begin(),
                                                                           request.headers.end()};
        const crypto::http_request_view view{.method = request.method,
                                             .target = request.target,
                                             .headers = headers,
                                             .body = request.body};
        const auto claimed = crypto::parse_authorization(view);
        if (!claimed || !*claimed) {
            request.signature_error = "the authorization is missing or unreadable";
            return;
        }
        const auto now = runtime::system_clock{}.now();
        const auto verified = verifier.verify(view, **claimed, now);
        if (!verified) request.signature_error = verified.error().message + verified.error().detail;
        request.region = (**claimed).scope.region;
        for (const auto& [name, value] : request.headers) {
            const auto& known = (**claimed).signed_headers;
            std::string lower;
            for (const char c : name) lower += text::to_lower(c);
            const bool is_signed = std::find(known.begin(), known.end(), lower) != known.end();
            if (lower.starts_with("x-amz-") && !is_signed)
                request.signature_error += name + " unsigned";
        }
    }
};

namespace {

recorded_request to_recorded(const http::request<http::string_body>& request) {
    recorded_request all{.method = std::string{request.method_string()},
                         .target = std::string{request.target()},
                         .headers = {},
                         .body = request.body()};
    for (const auto& field : request) {
        all.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
    }
    return all;
}

template <class State>
runtime::awaitable<void> serve(std::shared_ptr<State> state, runtime::tcp_socket socket) {
    state->open.insert(&socket);
    boost::beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(std::uint64_t{64} << 20U);
        const auto [failed, size] =
            co_await http::async_read(socket, buffer, parser, runtime::use_nothrow_awaitable);
        if (failed) break;
        auto request = to_recorded(parser.get());
        state->verify(request);
        const bool is_trusted = request.signature_error.empty();
        state->requests.push_back(request);
        const auto answered =
            is_trusted ? state->reply(request)
                       : std::optional{answer{.status = 403, .body = request.signature_error}};
        if (!answered) break;
        http::response<http::string_body> response{http::int_to_status(answered->status), 11};
        response.set(http::field::content_type, answered->content_type);
        response.body() = answered->body;
        response.prepare_payload();
        const auto [broken, written] =
            co_await http::async_write(socket, response, runtime::use_nothrow_awaitable);
        if (broken) break;
    }
    state->open.erase(&socket);
}

template <class State>
runtime::awaitable<void> accept(std::shared_ptr<State> state) {
    for (;;) {
        runtime::tcp_socket socket{state->loop.get_executor()};
        const auto [failed] =
            co_await state->acceptor.async_accept(socket, runtime::use_nothrow_awaitable);
        if (failed) co_return;
        asio::co_spawn(state->loop.get_executor(), serve(state, std::move(socket)), asio::detached);
    }
}

} // namespace

fake_aws::fake_aws(asio::io_context& loop, std::string service, replier reply)
    : state_{std::make_shared<state>(loop, std::move(service), std::move(reply))} {
    come_back();
}

fake_aws::~fake_aws() { go_down(); }

outbound::url fake_aws::url() const {
    return {.is_tls = false, .host = "127.0.0.1", .port = state_->port, .target = "/"};
}

const std::vector<recorded_request>& fake_aws::requests() const { return state_->requests; }

void fake_aws::go_down() {
    state_->acceptor.close();
    for (auto* socket : state_->open) socket->close();
}

void fake_aws::come_back() {
    state_->listen();
    asio::co_spawn(state_->loop.get_executor(), accept(state_), asio::detached);
}

} // namespace ivschat::chat_log::test
