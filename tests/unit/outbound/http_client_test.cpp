// Requests over plain connections, and the reuse of connections.
#include "client_under_test.hpp"
#include "support/result_text.hpp"

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using namespace std::chrono_literals;
using ivschat::runtime::awaitable;
using kind = http_failure::kind;

TEST_CASE("a request arrives unchanged, and so does its reply") {
    std::string seen;
    client_under_test client;
    const scripted_server server{
        client.executor(), [&](server_connection& peer, std::size_t) -> awaitable<void> {
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

TEST_CASE("successive requests to one origin share a connection") {
    client_under_test client;
    const scripted_server server{client.executor(), echo};
    const scripted_server other{client.executor(), echo};
    for (int i = 0; i < 50; ++i) {
        const auto reply = client.send(post(server, std::to_string(i)));
        REQUIRE(reply);
        CHECK(reply->body == std::to_string(i));
        CHECK(client.send(post(other, "")));
    }
    CHECK(server.accepted() == 1);
    CHECK(other.accepted() == 1);
}

TEST_CASE("concurrent requests use separate connections, which are kept up to a limit") {
    client_under_test client{{.max_idle_connections = 10}};
    const scripted_server server{client.executor(), echo};
    const auto check_all = [&](std::size_t count) {
        for (const auto& reply : client.send_together(count, post(server, "hello"))) {
            REQUIRE(reply);
            CHECK(reply->body == "hello");
        }
    };
    check_all(200);
    CHECK(server.accepted() == 200);
    check_all(10);
    CHECK(server.accepted() == 200);
    check_all(12);
    CHECK(server.accepted() == 202);
}

TEST_CASE("an idle connection is closed after the timeout") {
    client_under_test client{{.idle_timeout = 0s}};
    bool has_ended = false;
    const scripted_server server{
        client.executor(), [&](server_connection& peer, std::size_t number) -> awaitable<void> {
            co_await echo(peer, number);
            has_ended = true;
        }};
    CHECK(client.send(post(server, "hello")));
    client.run_until([&] { return has_ended; });
    CHECK(client.send(post(server, "hello")));
    CHECK(server.accepted() == 2);
}

TEST_CASE("a request on an idle connection that the peer has closed is sent on a new one") {
    struct row {
        std::string_view name;
        bool reads_second = false;
        bool resets = false;
    };
    const row rows[] = {
        {.name = "closed after the first reply"},
        {.name = "reset after the first reply", .resets = true},
        {.name = "closed on the second request", .reads_second = true},
        {.name = "reset on the second request", .reads_second = true, .resets = true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        client_under_test client;
        const scripted_server server{
            client.executor(), [&](server_connection& peer, std::size_t number) -> awaitable<void> {
                if (number > 0) {
                    co_await echo(peer, number);
                    co_return;
                }
                co_await peer.read_request();
                co_await peer.write(reply("first"));
                if (row.reads_second) co_await peer.read_request();
                if (row.resets) peer.reset();
            }};
        const auto first = client.send(post(server, "hello"));
        REQUIRE(first);
        CHECK(first->body == "first");
        const auto second = client.send(post(server, "second"));
        REQUIRE(second);
        CHECK(second->body == "second");
        CHECK(server.accepted() == 2);
    }
}

TEST_CASE("a request is not sent again after a part of a reply, or from a new connection") {
    struct row {
        std::string_view name;
        std::string first;
        std::string second;
        std::size_t accepted;
        std::string_view gave_up;
    };
    const row rows[] = {
        {.name = "in the second reply",
         .first = reply("first"),
         .second = "HTTP/1.1 20",
         .accepted = 1,
         .gave_up = "reading the reply"},
        {.name = "in the body of the second reply",
         .first = reply("first"),
         .second = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
         .accepted = 1,
         .gave_up = "reading the reply"},
        {.name = "behind an interim reply",
         .first = reply("first"),
         .second = "HTTP/1.1 100 Continue\r\n\r\n",
         .accepted = 1,
         .gave_up = "waiting for the reply"},
        {.name = "before the first reply",
         .first = reply("first", "Connection: close\r\n"),
         .second = "",
         .accepted = 2,
         .gave_up = "waiting for the reply"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        client_under_test client;
        const scripted_server server{
            client.executor(), [&](server_connection& peer, std::size_t number) -> awaitable<void> {
                co_await peer.read_request();
                co_await peer.write(number == 0 ? row.first : row.second);
                if (number > 0 || row.accepted > 1) co_return;
                co_await peer.read_request();
                co_await peer.write(row.second);
            }};
        REQUIRE(client.send(post(server, "hello")));
        const auto second = client.send(post(server, "hello"));
        REQUIRE_FALSE(second);
        CHECK(second.error().what == kind::unreachable);
        CHECK(second.error().message == to(server).origin() + " closed the connection: gave up " +
                                            std::string{row.gave_up} + ".");
        CHECK(server.accepted() == row.accepted);
    }
}

TEST_CASE("a host may be a name, whose addresses are tried in turn, or an IPv6 address") {
    client_under_test client;
    const scripted_server server{client.executor(), echo};
    auto request = post(server, "hello");
    request.where.host = "localhost"; // often resolves to ::1 first
    CHECK(client.send(request));
    try {
        const scripted_server on_ipv6{client.executor(), echo, {.address = "::1"}};
        request.where = to(on_ipv6);
        request.where.host = "::1";
        CHECK(client.send(request));
    } catch (const boost::system::system_error& error) {
        MESSAGE("left out, since there is no IPv6 here: " << error.what());
    }
}

TEST_CASE("a missing host is unreachable") {
    client_under_test client;
    http_request request;
    {
        const scripted_server gone{client.executor(), echo};
        request.where = to(gone);
    }
    const auto refused = client.send(request);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what == kind::unreachable);
    CHECK(refused.error().message ==
          request.where.origin() + " cannot be reached: Connection refused.");

    request.where.host = "nowhere.invalid";
    const auto unknown = client.send(request);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().what == kind::unreachable);
    CHECK(unknown.error().message.starts_with(request.where.origin() + " cannot be reached: "));
}

TEST_CASE("a request that would be malformed on the wire is not sent") {
    client_under_test client;
    const scripted_server server{client.executor(), echo};
    const http_request rows[] = {
        {.method = "", .where = to(server), .headers = {}, .body = {}},
        {.method = "GET /", .where = to(server), .headers = {}, .body = {}},
        {.where = to(server, "/a b"), .headers = {}, .body = {}},
        {.where = to(server, "/\r\nX: y"), .headers = {}, .body = {}},
        {.where = to(server), .headers = {{"X", "a\r\nY: b"}}, .body = {}},
        {.where = to(server), .headers = {{"X: y", "z"}}, .body = {}},
        {.where = to(server), .headers = {{"", "z"}}, .body = {}},
    };
    for (const auto& request : rows) {
        CAPTURE(request.method);
        CAPTURE(request.where.target);
        const auto refused = client.send(request);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().what == kind::not_http);
    }
    CHECK(server.accepted() == 0);
}
