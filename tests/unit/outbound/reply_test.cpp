// The forms of replies, their size limits, and malformed replies.
#include "client_under_test.hpp"
#include "support/result_text.hpp"

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using ivschat::runtime::awaitable;
using kind = http_failure::kind;

namespace {

// Sends the same bytes in reply to every request, and then closes the connection if told to.
script answer(std::string bytes, bool closes = false) {
    return [bytes, closes](server_connection& peer, std::size_t) -> awaitable<void> {
        for (;;) {
            const auto request = co_await peer.read_request();
            if (!request) co_return;
            co_await peer.write(bytes);
            if (closes) co_return;
        }
    };
}

} // namespace

TEST_CASE("a reply is read in every form, and its connection kept if possible") {
    struct row {
        std::string_view name;
        std::string bytes;
        std::string body = {};
        unsigned status = 200;
        std::string method = "POST";
        bool closes = false;
        bool is_kept = true;
    };
    const row rows[] = {
        {.name = "an empty body", .bytes = reply("")},
        {.name = "a length", .bytes = reply("hello"), .body = "hello"},
        {.name = "chunks",
         .bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: z\r\n\r\n",
         .body = "hello"},
        {.name = "until the end",
         .bytes = "HTTP/1.1 200 OK\r\n\r\nhello",
         .body = "hello",
         .closes = true,
         .is_kept = false},
        {.name = "HTTP/1.0",
         .bytes = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
         .body = "hello",
         .closes = true,
         .is_kept = false},
        {.name = "HTTP/1.0 with keep-alive",
         .bytes = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
         .body = "hello"},
        {.name = "Connection: close, and yet open",
         .bytes = reply("hello", "Connection: close\r\n"),
         .body = "hello",
         .is_kept = false},
        {.name = "more than was asked for",
         .bytes = reply("hello") + "HTTP/1.1",
         .body = "hello",
         .is_kept = false},
        {.name = "no content", .bytes = "HTTP/1.1 204 No Content\r\n\r\n", .status = 204},
        {.name = "HEAD", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .method = "HEAD"},
        {.name = "interim replies",
         .bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                  reply("hello"),
         .body = "hello"},
        {.name = "an error", .bytes = "HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n", .status = 503},
        {.name = "a redirect",
         .bytes = "HTTP/1.1 307 T\r\nLocation: http://h/\r\nContent-Length: 0\r\n\r\n",
         .status = 307},
        {.name = "switching protocols unasked",
         .bytes = "HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
         .status = 101,
         .is_kept = false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        client_under_test client;
        const scripted_server server{client.executor(), answer(row.bytes, row.closes)};
        for (int turn = 0; turn < 2; ++turn) {
            auto request = post(server, "x");
            request.method = row.method;
            const auto reply = client.send(request);
            REQUIRE(reply);
            CHECK(reply->status == row.status);
            CHECK(reply->body == row.body);
        }
        CHECK(server.accepted() == (row.is_kept ? 1 : 2));
    }
}

TEST_CASE("a reply may be as large as the limit") {
    constexpr std::size_t largest = 100'000;
    struct row {
        std::string_view name;
        std::string bytes;
        bool is_good = false;
        bool closes = false;
    };
    const std::string fits(largest, 'x');
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string chunk = "186a0\r\n" + fits + "\r\n";
    const row rows[] = {
        {.name = "a length that fits", .bytes = reply(fits), .is_good = true},
        {.name = "a length too large", .bytes = reply(fits + "x")},
        {.name = "a length that does not come",
         .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"},
        {.name = "chunks that fit", .bytes = chunked + chunk + "0\r\n\r\n", .is_good = true},
        {.name = "chunks too large", .bytes = chunked + chunk + "1\r\nx\r\n0\r\n\r\n"},
        {.name = "a chunk that does not come", .bytes = chunked + "fffffffff\r\n"},
        {.name = "until the end, fits",
         .bytes = "HTTP/1.1 200 OK\r\n\r\n" + fits,
         .is_good = true,
         .closes = true},
        {.name = "until the end, too large",
         .bytes = "HTTP/1.1 200 OK\r\n\r\n" + fits + "x",
         .closes = true},
        {.name = "headers too large",
         .bytes = reply("", "X: " + std::string(70'000, 'x') + "\r\n")},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        client_under_test client;
        const scripted_server server{client.executor(), answer(row.bytes, row.closes)};
        const auto reply = client.send(post(server, ""), long_timeout, largest);
        CHECK(reply.has_value() == row.is_good);
        if (reply) {
            CHECK(reply->body == fits);
        } else {
            CHECK(reply.error().what == kind::too_large);
        }
    }
}

TEST_CASE("a reply that is not HTTP is refused") {
    for (const std::string bytes :
         {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}) {
        CAPTURE(bytes);
        client_under_test client;
        const scripted_server server{client.executor(), answer(bytes)};
        const auto reply = client.send(post(server, ""));
        REQUIRE_FALSE(reply);
        CHECK(reply.error().what == kind::not_http);
        CHECK(reply.error().message.starts_with(to(server).origin() + " did not reply in HTTP: "));
    }
}

TEST_CASE("a reply is read although the peer did not read the whole request") {
    client_under_test client;
    const scripted_server server{client.executor(),
                                 [](server_connection& peer, std::size_t) -> awaitable<void> {
                                     co_await peer.read_few_bytes();
                                     co_await peer.write("HTTP/1.1 413 Too Large\r\n"
                                                         "Content-Length: 4\r\n\r\nmuch");
                                 }};
    const auto reply = client.send(post(server, std::string(20'000'000, 'x')));
    REQUIRE(reply);
    CHECK(reply->status == 413);
    CHECK(reply->body == "much");
}
