#include "http/close_watcher.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <array>
#include <optional>

using namespace ivschat;
namespace asio = boost::asio;
using runtime::close_notifier;

namespace {

// Both ends of a connection, of which the server's is watched.
struct connected_pair {
    connected_pair() {
        runtime::tcp_acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
        client.connect(acceptor.local_endpoint());
        acceptor.accept(server);
        server.non_blocking(true);
    }

    void subscribe() {
        subscription.emplace(&watcher, [this] { ++closes; });
    }
    void client_sends(std::string_view text) { asio::write(client, asio::buffer(text)); }
    void server_reads() {
        std::array<char, 100> bytes;
        runtime::error_code ignored;
        server.read_some(asio::buffer(bytes), ignored);
    }
    // Runs until nothing is left to do, or until one close is noticed.
    void run_until_close() {
        io.restart();
        while (closes == 0 && io.run_one_for(std::chrono::seconds{10}) > 0) {
        }
    }
    void poll() {
        io.restart();
        io.poll();
    }

    asio::io_context io;
    runtime::tcp_socket client{io.get_executor()};
    runtime::tcp_socket server{io.get_executor()};
    http::close_watcher watcher{server};
    std::optional<close_notifier::subscription> subscription;
    int closes = 0;
};

} // namespace

TEST_CASE("a subscriber learns that the client has closed the connection, or its sending half") {
    connected_pair it;
    it.subscribe();
    it.poll();
    CHECK(it.closes == 0);
    SUBCASE("closed") { it.client.close(); }
    SUBCASE("reset") {
        it.client.set_option(asio::socket_base::linger{true, 0});
        it.client.close();
    }
    SUBCASE("half") { it.client.shutdown(runtime::tcp_socket::shutdown_send); }
    SUBCASE("by the server") { it.server.close(); }
    it.run_until_close();
    CHECK(it.closes == 1);
    it.watcher.check();
    CHECK(it.closes == 1);
}

TEST_CASE("a pipelined request is not taken for a close, which a check notices then") {
    connected_pair it;
    it.subscribe();
    it.client_sends("next");
    it.poll();
    CHECK(it.closes == 0);
    it.watcher.check();
    CHECK(it.closes == 0);
    it.client.close();
    it.watcher.check();
    CHECK(it.closes == 1);
}

TEST_CASE("readiness of before the subscription does not end the watch") {
    connected_pair it;
    it.client_sends("request");
    // The event loop sees the request before this handler reads it, and then reports it.
    asio::post(it.io, [&] {
        it.server_reads();
        it.subscribe();
    });
    it.poll();
    CHECK(it.closes == 0);
    it.client.close();
    it.run_until_close();
    CHECK(it.closes == 1);
}

TEST_CASE("nobody is told of a close after the subscription") {
    connected_pair it;
    it.subscribe();
    it.client.close();
    it.subscription.reset();
    it.poll();
    it.watcher.check();
    CHECK(it.closes == 0);
}
