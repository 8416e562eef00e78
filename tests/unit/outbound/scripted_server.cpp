#include "scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include <charconv>
#include <tuple>

namespace ivschat::outbound::test {

namespace asio = boost::asio;
using runtime::awaitable;
using runtime::use_nothrow_awaitable;

namespace {

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    std::size_t length = 0;
    const auto at = head.find(name);
    if (at != head.npos)
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
    return length;
}

// The length of the first request in the buffer, once it is complete.
std::optional<std::size_t> whole_request(std::string_view received) {
    const auto end = received.find("\r\n\r\n");
    if (end == received.npos) return std::nullopt;
    const auto size = end + 4 + content_length(received.substr(0, end));
    if (received.size() < size) return std::nullopt;
    return size;
}

} // namespace

struct scripted_server::state {
    runtime::tcp_acceptor acceptor;
    script each;
    asio::ssl::context* tls;
    std::size_t accepted = 0;
};

namespace {

awaitable<void> serve(runtime::tcp_socket socket, script each, std::size_t number,
                      asio::ssl::context* tls) {
    server_connection peer{std::move(socket)};
    if (tls != nullptr) {
        const bool has_agreed = co_await peer.tls_handshake(*tls);
        if (!has_agreed) co_return;
    }
    co_await each(peer, number);
}

template <class State>
awaitable<void> accept_all(std::shared_ptr<State> state) {
    for (;;) {
        auto [failed, socket] = co_await state->acceptor.async_accept(use_nothrow_awaitable);
        if (failed) co_return;
        asio::co_spawn(state->acceptor.get_executor(),
                       serve(std::move(socket), state->each, state->accepted++, state->tls),
                       asio::detached);
    }
}

} // namespace

scripted_server::scripted_server(runtime::executor executor, script each, listening how)
    : state_{std::make_shared<state>(
          state{.acceptor = {executor, {asio::ip::make_address(how.address), 0}},
                .each = std::move(each),
                .tls = how.tls})} {
    asio::co_spawn(executor, accept_all(state_), asio::detached);
}

scripted_server::~scripted_server() { state_->acceptor.close(); }

std::uint16_t scripted_server::port() const { return state_->acceptor.local_endpoint().port(); }

std::size_t scripted_server::accepted() const { return state_->accepted; }

awaitable<bool> server_connection::tls_handshake(asio::ssl::context& tls) {
    tls_.emplace(socket_, tls);
    const auto [failed] =
        co_await tls_->async_handshake(asio::ssl::stream_base::server, use_nothrow_awaitable);
    co_return !failed;
}

// Returns 0 at the end of the connection.
awaitable<std::size_t> server_connection::read_some(std::size_t most) {
    std::string piece(most, '\0');
    runtime::error_code failed;
    std::size_t size = 0;
    if (tls_) {
        std::tie(failed, size) =
            co_await tls_->async_read_some(asio::buffer(piece), use_nothrow_awaitable);
    } else {
        std::tie(failed, size) =
            co_await socket_.async_read_some(asio::buffer(piece), use_nothrow_awaitable);
    }
    received_.append(piece, 0, size);
    co_return size;
}

awaitable<std::optional<std::string>> server_connection::read_request() {
    for (;;) {
        if (const auto size = whole_request(received_)) {
            auto request = received_.substr(0, *size);
            received_.erase(0, *size);
            co_return request;
        }
        const auto size = co_await read_some(65536);
        if (size == 0) co_return std::nullopt;
    }
}

awaitable<void> server_connection::read_few_bytes() { co_await read_some(16); }

awaitable<void> server_connection::write(std::string text) {
    if (tls_) {
        co_await asio::async_write(*tls_, asio::buffer(text), use_nothrow_awaitable);
    } else {
        co_await asio::async_write(socket_, asio::buffer(text), use_nothrow_awaitable);
    }
}

void server_connection::reset() {
    socket_.set_option(asio::socket_base::linger{true, 0});
    socket_.close();
}

awaitable<void> server_connection::wait_forever() {
    runtime::steady_timer never{socket_.get_executor(), runtime::steady_timer::time_point::max()};
    co_await never.async_wait(use_nothrow_awaitable);
}

awaitable<void> server_connection::wait_for_end() {
    for (;;) {
        const auto request = co_await read_request();
        if (!request) co_return;
    }
}

std::string reply(std::string_view body, std::string_view more_headers) {
    std::string text = "HTTP/1.1 200 OK\r\n";
    text.append(more_headers).append("Content-Length: ").append(std::to_string(body.size()));
    return text.append("\r\n\r\n").append(body);
}

awaitable<void> echo(server_connection& peer, std::size_t) {
    for (;;) {
        const auto request = co_await peer.read_request();
        if (!request) co_return;
        co_await peer.write(
            reply(std::string_view{*request}.substr(request->find("\r\n\r\n") + 4)));
    }
}

awaitable<void> send_nothing(server_connection& peer, std::size_t) { co_await peer.wait_for_end(); }

} // namespace ivschat::outbound::test
