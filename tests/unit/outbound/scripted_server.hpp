// A server in the test's event loop. A script says what each connection does.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::outbound::test {

// The server's end of a connection, for scripts.
class server_connection {
public:
    explicit server_connection(runtime::tcp_socket socket) : socket_{std::move(socket)} {}

    runtime::awaitable<bool> tls_handshake(runtime::asio::ssl::context& tls);

    // The next request, unparsed: the head and a body of Content-Length. Nothing at the end of the
    // connection.
    runtime::awaitable<std::optional<std::string>> read_request();
    // Reads only a few bytes of a request.
    runtime::awaitable<void> read_few_bytes();
    runtime::awaitable<void> write(std::string text);
    // Closes with a TCP reset.
    void reset();
    // Never completes.
    runtime::awaitable<void> wait_forever();
    // Completes when the peer has closed the connection.
    runtime::awaitable<void> wait_for_end();

private:
    runtime::awaitable<std::size_t> read_some(std::size_t most);

    runtime::tcp_socket socket_;
    std::optional<runtime::asio::ssl::stream<runtime::tcp_socket&>> tls_;
    std::string received_;
};

// `number` counts connections from 0. The connection closes when its script ends.
using script = std::function<runtime::awaitable<void>(server_connection& peer, std::size_t number)>;

struct listening {
    std::string address = "127.0.0.1";
    // Must outlive the server.
    runtime::asio::ssl::context* tls = nullptr;
};

class scripted_server {
public:
    scripted_server(runtime::executor executor, script each, listening how = {});
    ~scripted_server();
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    std::uint16_t port() const;
    std::size_t accepted() const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

// A reply with a Content-Length.
std::string reply(std::string_view body, std::string_view more_headers = {});

// Replies to each request with its own body.
runtime::awaitable<void> echo(server_connection& peer, std::size_t number);

// Reads requests and never replies.
runtime::awaitable<void> send_nothing(server_connection& peer, std::size_t number);

} // namespace ivschat::outbound::test
