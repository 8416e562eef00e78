// A server inside the test's own event loop: the test says what each connection does.
#pragma once

#include "runtime/asio.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::outbound::test {

// What a script reads from and writes to.
class conversation {
public:
    explicit conversation(runtime::tcp_socket socket) : socket_{std::move(socket)} {}

    // The next request as it came, its head and its body of Content-Length; nothing at the end of
    // the connection.
    runtime::awaitable<std::optional<std::string>> read_request();
    runtime::awaitable<void> write(std::string text);
    // Closes with a reset instead of a goodbye.
    void reset();
    // Returns once the peer has closed.
    runtime::awaitable<void> wait_for_end();
    runtime::tcp_socket& socket() { return socket_; }

private:
    runtime::tcp_socket socket_;
    std::string received_;
};

class scripted_server {
public:
    // `number` counts connections from 0. The connection is closed when its script returns.
    using script = std::function<runtime::awaitable<void>(conversation& peer, std::size_t number)>;

    scripted_server(runtime::executor executor, script each);
    ~scripted_server();

    std::uint16_t port() const;
    std::size_t accepted() const;
    // Every request of every connection that was read.

private:
    struct state;
    std::shared_ptr<state> state_;
};

// With a Content-Length.
std::string reply(std::string_view body, std::string_view more_headers = {});

// Answers each request of a connection with its own body.
runtime::awaitable<void> echo(conversation& peer, std::size_t number);

} // namespace ivschat::outbound::test
