// Requests over TLS, and which certificates are trusted.
#include "client_under_test.hpp"
#include "identity.hpp"
#include "support/result_text.hpp"

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using namespace std::chrono_literals;
using ivschat::runtime::awaitable;
using kind = http_failure::kind;

namespace {

http_request post_securely(const scripted_server& server, std::string host,
                           std::string body = "hello") {
    return {.where = {.is_tls = true, .host = std::move(host), .port = server.port()},
            .headers = {},
            .body = std::move(body)};
}

} // namespace

TEST_CASE("a trusted certificate is valid only for its names and addresses") {
    struct row {
        std::string_view name;
        std::string certified;
        std::string host;
        bool is_good = false;
    };
    const row rows[] = {
        {.name = "name", .certified = "DNS:localhost", .host = "localhost", .is_good = true},
        {.name = "address", .certified = "IP:127.0.0.1", .host = "127.0.0.1", .is_good = true},
        {.name = "one of two",
         .certified = "DNS:example.org,DNS:localhost",
         .host = "localhost",
         .is_good = true},
        {.name = "another name", .certified = "DNS:example.org", .host = "localhost"},
        {.name = "another address", .certified = "IP:127.0.0.2", .host = "127.0.0.1"},
        {.name = "the name for the address", .certified = "DNS:localhost", .host = "127.0.0.1"},
        {.name = "the address for the name", .certified = "IP:127.0.0.1", .host = "localhost"},
        {.name = "a wildcard", .certified = "DNS:*.localhost", .host = "localhost"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto who = make_identity(row.certified);
        auto tls = server_context(who);
        const certificate_file trusted{who.certificate};
        client_under_test client{{.certificates = trusted.path()}};
        const scripted_server server{client.executor(), echo, {.tls = &tls}};
        const auto reply = client.send(post_securely(server, row.host));
        CHECK(reply.has_value() == row.is_good);
        if (reply) CHECK(reply->body == "hello");
        if (row.is_good || reply) continue;
        CHECK(reply.error().what == kind::not_trusted);
        CHECK(reply.error().message == "https://" + row.host + ":" + std::to_string(server.port()) +
                                           " is not trusted: its certificate is another host's.");
    }
}

TEST_CASE("an untrusted certificate is refused") {
    const auto who = make_identity("DNS:localhost");
    auto tls = server_context(who);
    const certificate_file another{make_identity("DNS:localhost").certificate};
    for (const bool trusts_another : {false, true}) {
        CAPTURE(trusts_another);
        http_client_settings settings;
        if (trusts_another) settings.certificates = another.path();
        client_under_test client{settings};
        bool was_asked = false;
        const scripted_server server{client.executor(),
                                     [&](server_connection& peer, std::size_t) -> awaitable<void> {
                                         const auto request = co_await peer.read_request();
                                         was_asked = request.has_value();
                                     },
                                     {.tls = &tls}};
        const auto reply = client.send(post_securely(server, "localhost"));
        REQUIRE_FALSE(reply);
        CHECK(reply.error().what == kind::not_trusted);
        CHECK(reply.error().message == "https://localhost:" + std::to_string(server.port()) +
                                           " is not trusted: self-signed certificate.");
        CHECK_FALSE(was_asked);
    }
}

TEST_CASE("unreadable certificates are reported, and nothing is sent") {
    const certificate_file nonsense{"nonsense"};
    for (const auto& path : {std::filesystem::path{"/nowhere/certificates.pem"}, nonsense.path()}) {
        CAPTURE(path.string());
        client_under_test client{{.certificates = path}};
        const scripted_server server{client.executor(), echo};
        const auto reply = client.send(post_securely(server, "localhost"));
        REQUIRE_FALSE(reply);
        CHECK(reply.error().what == kind::not_trusted);
        CHECK(reply.error().message.starts_with("The certificates in " + path.string() +
                                                " cannot be read: "));
        CHECK(server.accepted() == 0);
    }
}

TEST_CASE("a TLS connection is reused, and replaced after the peer has closed it") {
    const auto who = make_identity("DNS:localhost");
    auto tls = server_context(who);
    const certificate_file trusted{who.certificate};
    client_under_test client{{.certificates = trusted.path()}};
    std::size_t served = 0;
    const scripted_server server{client.executor(),
                                 [&](server_connection& peer, std::size_t) -> awaitable<void> {
                                     // The fourth request finds the connection closed.
                                     for (int i = 0; i < 3; ++i) {
                                         const auto request = co_await peer.read_request();
                                         if (!request) co_return;
                                         ++served;
                                         co_await peer.write(reply(std::to_string(served)));
                                     }
                                 },
                                 {.tls = &tls}};
    for (int i = 1; i <= 9; ++i) {
        const auto answer = client.send(post_securely(server, "localhost"));
        REQUIRE(answer);
        CHECK(answer->body == std::to_string(i));
    }
    CHECK(server.accepted() == 3);
}

TEST_CASE("large bodies are transferred over TLS in both directions") {
    const auto who = make_identity("IP:127.0.0.1");
    auto tls = server_context(who);
    const certificate_file trusted{who.certificate};
    client_under_test client{{.certificates = trusted.path()}};
    const scripted_server server{client.executor(), echo, {.tls = &tls}};
    const std::string body(3'000'000, 'x');
    const auto reply =
        client.send(post_securely(server, "127.0.0.1", body), long_timeout, body.size());
    REQUIRE(reply);
    CHECK(reply->body == body);
}

TEST_CASE("a peer without TLS, or a silent one, is not reported as untrusted") {
    client_under_test client;
    const scripted_server plain{client.executor(),
                                [](server_connection& peer, std::size_t) -> awaitable<void> {
                                    co_await peer.read_few_bytes();
                                    co_await peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                                }};
    const auto reply = client.send(post_securely(plain, "127.0.0.1"));
    REQUIRE_FALSE(reply);
    CHECK(reply.error().what == kind::unreachable);
    CHECK(reply.error().message.starts_with("https://127.0.0.1:" + std::to_string(plain.port()) +
                                            " does not complete the TLS handshake: "));

    const scripted_server silent{client.executor(), send_nothing};
    const auto timeout = client.send(post_securely(silent, "127.0.0.1"), 50ms);
    REQUIRE_FALSE(timeout);
    CHECK(timeout.error().what == kind::timeout);
    CHECK(timeout.error().message == "https://127.0.0.1:" + std::to_string(silent.port()) +
                                         " took too long: gave up making the TLS handshake.");
}
