// A server inside the test's own event loop: the test says what each connection does.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::outbound::test {

// What a script reads from and writes to.
class conversation {
public:
    explicit conversation(runtime::tcp_socket socket) : socket_{std::move(socket)} {}

    runtime::awaitable<bool> agree_on_tls(runtime::asio::ssl::context& tls);

    // The next request as it came, its head and its body of Content-Length; nothing at the end of
    // the connection.
    runtime::awaitable<std::optional<std::string>> read_request();
    // A few bytes of it only.
    runtime::awaitable<void> begin_to_read();
    runtime::awaitable<void> write(std::string text);
    // Closes with a reset instead of a goodbye.
    void reset();
    // Stands still.
    runtime::awaitable<void> wait_for_ever();
    // Returns once the peer has closed.
    runtime::awaitable<void> wait_for_end();

private:
    runtime::awaitable<std::size_t> read_some(std::size_t most);

    runtime::tcp_socket socket_;
    std::optional<runtime::asio::ssl::stream<runtime::tcp_socket&>> tls_;
    std::string received_;
};

// `number` counts connections from 0. The connection is closed when its script returns.
using script = std::function<runtime::awaitable<void>(conversation& peer, std::size_t number)>;

struct listening {
    std::string address = "127.0.0.1";
    // Outlives the server.
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

// With a Content-Length.
std::string reply(std::string_view body, std::string_view more_headers = {});

// Answers each request of a connection with its own body.
runtime::awaitable<void> echo(conversation& peer, std::size_t number);

// Answers nothing.
runtime::awaitable<void> keep_silent(conversation& peer, std::size_t number);

} // namespace ivschat::outbound::test
