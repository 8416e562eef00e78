// What the client does on plain connections, faced with servers good and bad.
#include "client_under_test.hpp"

#include "support/result_text.hpp"

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using namespace std::chrono_literals;
using ivschat::runtime::awaitable;
using kind = http_failure::kind;

TEST_CASE("a request arrives as it was meant and its reply comes back") {
    std::string seen;
    client_under_test client;
    scripted_server server{client.executor(),
                           [&](conversation& peer, std::size_t) -> awaitable<void> {
                               const auto request = co_await peer.read_request();
                               seen = *request;
                               co_await peer.write("HTTP/1.1 201 Made\r\nX-One: 1\r\nx-two:  2 \r\n"
                                                   "Content-Length: 4\r\n\r\nbody");
                           }};
    const auto reply = client.send({.method = "PUT",
                                    .where = to(server, "/a%20b?c=d"),
                                    .headers = {{"Content-Type", "text/plain"}, {"X-Empty", ""}},
                                    .body = "hello"});
    REQUIRE(reply);
    CHECK(seen == "PUT /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                      "\r\nContent-Type: text/plain\r\nX-Empty: \r\nContent-Length: 5\r\n"
                      "Connection: keep-alive\r\n\r\nhello");
    CHECK(reply->status == 201);
    CHECK(reply->body == "body");
    CHECK(reply->header("x-one") == "1");
    CHECK(reply->header("X-TWO") == "2");
    CHECK(reply->header("x-three").empty());
    CHECK(reply->headers.front() == std::pair<std::string, std::string>{"X-One", "1"});
}

TEST_CASE("requests to one origin share a connection, one after another") {
    client_under_test client;
    scripted_server server{client.executor(), echo};
    for (int i = 0; i < 50; ++i) {
        const auto reply = client.send(post(server, std::to_string(i)));
        REQUIRE(reply);
        CHECK(reply->body == std::to_string(i));
    }
    CHECK(server.accepted() == 1);
}

TEST_CASE("requests at the same time have connections of their own, which are kept up to a bound") {
    client_under_test client{{.idle_connections = 10}};
    scripted_server server{client.executor(), echo};
    for (const auto& reply : client.send_together(200, post(server, "hello"))) {
        REQUIRE(reply);
        CHECK(reply->body == "hello");
    }
    CHECK(server.accepted() == 200);
    for (const auto& reply : client.send_together(10, post(server, "hello"))) CHECK(reply);
    CHECK(server.accepted() == 200);
    for (const auto& reply : client.send_together(12, post(server, "hello"))) CHECK(reply);
    CHECK(server.accepted() == 202);
}
