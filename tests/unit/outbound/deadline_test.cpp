// An exchange ends at its deadline in every phase.
#include "full_listener.hpp"
#include "support/result_text.hpp"

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using namespace std::chrono_literals;
using ivschat::runtime::awaitable;
using kind = http_failure::kind;

namespace {

void check_timeout(client_under_test& client, const http_request& request,
                   std::string_view gave_up) {
    constexpr auto long_timeout = 60ms;
    const auto begun = std::chrono::steady_clock::now();
    const auto reply = client.send(request, long_timeout, 1'000'000);
    const auto took = std::chrono::steady_clock::now() - begun;
    REQUIRE_FALSE(reply);
    CHECK(reply.error().what == kind::timeout);
    CHECK(reply.error().message ==
          request.where.origin() + " took too long: gave up " + std::string{gave_up} + ".");
    CHECK(took >= long_timeout);
    CHECK(took < 10s); // the peer's silence lasts longer
}

} // namespace

TEST_CASE("the deadline ends connecting to a peer that does not accept") {
    client_under_test client;
    const full_listener listener{client.executor()};
    check_timeout(client, listener.request(), "connecting");
}

TEST_CASE("the deadline ends sending to a peer that does not read") {
    client_under_test client;
    const scripted_server server{client.executor(),
                                 [](server_connection& peer, std::size_t) -> awaitable<void> {
                                     co_await peer.read_few_bytes();
                                     co_await peer.write("HTTP/1.1 200 OK\r\n");
                                     co_await peer.wait_forever();
                                 }};
    check_timeout(client, post(server, std::string(20'000'000, 'x')), "sending the request");
}

TEST_CASE("the deadline ends waiting for a reply, and reading one") {
    struct row {
        std::string_view name;
        std::string bytes;
        std::string_view gave_up = "reading the reply";
    };
    const row rows[] = {
        {.name = "nothing", .bytes = "", .gave_up = "waiting for the reply"},
        {.name = "a continuation only",
         .bytes = "HTTP/1.1 100 Continue\r\n\r\n",
         .gave_up = "waiting for the reply"},
        {.name = "half a head", .bytes = "HTTP/1.1 200 OK\r\nX: "},
        {.name = "half a body", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"},
        {.name = "half of the chunks",
         .bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"},
        {.name = "a body without an end", .bytes = "HTTP/1.1 200 OK\r\n\r\nhalf"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        client_under_test client;
        const scripted_server server{
            client.executor(), [&](server_connection& peer, std::size_t number) -> awaitable<void> {
                co_await peer.read_request();
                if (number == 0) {
                    // The second request uses an idle connection.
                    co_await peer.write(reply("first"));
                    co_await peer.read_request();
                }
                co_await peer.write(row.bytes);
                co_await peer.wait_for_end();
            }};
        REQUIRE(client.send(post(server, "")));
        check_timeout(client, post(server, ""), row.gave_up);
        check_timeout(client, post(server, ""), row.gave_up);
        CHECK(server.accepted() == 2);
    }
}

TEST_CASE("the deadline of an exchange does not end the next one") {
    client_under_test client;
    const scripted_server server{client.executor(), echo};
    for (int i = 0; i < 100; ++i) {
        // Some of these exchanges end just at their deadline.
        const auto hurried = client.send(post(server, "a"), std::chrono::milliseconds{i % 3});
        if (!hurried) CHECK(hurried.error().what == kind::timeout);
        const auto patient = client.send(post(server, "b"));
        REQUIRE(patient);
        CHECK(patient->body == "b");
    }
}

TEST_CASE("a request whose deadline has passed is not sent") {
    client_under_test client;
    const scripted_server server{client.executor(), echo};
    for (const std::chrono::milliseconds within : {0ms, -1ms, -3'600'000ms}) {
        const auto reply = client.send(post(server, ""), within);
        REQUIRE_FALSE(reply);
        CHECK(reply.error().what == kind::timeout);
    }
    CHECK(server.accepted() == 0);
}
