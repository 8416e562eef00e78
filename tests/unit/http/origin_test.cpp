#include "http/origin.hpp"

#include <doctest/doctest.h>

using namespace ivschat::http;

TEST_CASE("a Host is a host and perhaps a port") {
    struct row {
        std::string_view text;
        std::string_view host;
        bool is_address;
        std::optional<std::uint16_t> port;
    };
    const row rows[] = {
        {.text = "localhost", .host = "localhost", .is_address = false, .port = {}},
        {.text = "localhost:8420", .host = "localhost", .is_address = false, .port = 8420},
        {.text = "LocalHost.:80", .host = "localhost", .is_address = false, .port = 80},
        {.text = "my_service-2", .host = "my_service-2", .is_address = false, .port = {}},
        {.text = "3f2a9c0d1e4b:8420", .host = "3f2a9c0d1e4b", .is_address = false, .port = 8420},
        {.text = "a.b.example", .host = "a.b.example", .is_address = false, .port = {}},
        {.text = "127.0.0.1:8420", .host = "127.0.0.1", .is_address = true, .port = 8420},
        {.text = "192.168.1.20", .host = "192.168.1.20", .is_address = true, .port = {}},
        {.text = "[::1]:8420", .host = "::1", .is_address = true, .port = 8420},
        {.text = "[::1]", .host = "::1", .is_address = true, .port = {}},
        {.text = "[0:0:0:0:0:0:0:1]", .host = "::1", .is_address = true, .port = {}},
        {.text = "[FE80::A]:1", .host = "fe80::a", .is_address = true, .port = 1},
        {.text = "[::ffff:127.0.0.1]", .host = "::ffff:127.0.0.1", .is_address = true, .port = {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto parsed = parse_authority(row.text);
        REQUIRE(parsed);
        CHECK(parsed->host == row.host);
        CHECK(parsed->is_address == row.is_address);
        CHECK((parsed->port == row.port));
    }
}

TEST_CASE("what no client sends in good faith is no Host") {
    using namespace std::string_view_literals;
    for (const auto text : {""sv,
                            " "sv,
                            ":8420"sv,
                            "."sv,
                            ".."sv,
                            "a..b"sv,
                            ".a"sv,
                            "localhost:"sv,
                            "localhost:x"sv,
                            "localhost:80:80"sv,
                            "localhost:65536"sv,
                            "localhost:-1"sv,
                            "localhost:+1"sv,
                            "localhost 8420"sv,
                            " localhost"sv,
                            "localhost,evil.example"sv,
                            "localhost/"sv,
                            "localhost#"sv,
                            "localhost?"sv,
                            "user@localhost"sv,
                            "localhost:80@evil.example"sv,
                            "localhost\\evil.example"sv,
                            "localhost%2eexample"sv,
                            "localhost\0.evil.example"sv,
                            "127.0.0.1\0"sv,
                            "[::1\0]"sv,
                            "::1"sv,
                            "::1:8420"sv,
                            "[::1"sv,
                            "::1]"sv,
                            "[]"sv,
                            "[::1]8420"sv,
                            "[::1]evil.example"sv,
                            "[fe80::1%25eth0]"sv,
                            "[127.0.0.1]"sv,
                            "[localhost]"sv,
                            "127.1"sv,
                            "2130706433"sv,
                            "0x7f000001"sv,
                            "0177.0.0.1"sv,
                            "127.0.0.1.5"sv,
                            "256.0.0.1"sv,
                            "evil.example.1"sv,
                            "h\xc3\xb6st"sv,
                            "*"sv}) {
        CAPTURE(text);
        CHECK_FALSE(parse_authority(text));
    }
    CHECK_FALSE(parse_authority(std::string(254, 'a')));
    CHECK(parse_authority(std::string(253, 'a')));
}

TEST_CASE("an origin is a scheme, a host and a port that may be the scheme's own") {
    struct row {
        std::string_view text;
        origin expected;
    };
    const row rows[] = {
        {.text = "http://localhost:3000",
         .expected = {.scheme = "http", .host = "localhost", .port = 3000}},
        {.text = "HTTP://LOCALHOST",
         .expected = {.scheme = "http", .host = "localhost", .port = 80}},
        {.text = "https://app.example",
         .expected = {.scheme = "https", .host = "app.example", .port = 443}},
        {.text = "http://[::1]:8420", .expected = {.scheme = "http", .host = "::1", .port = 8420}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto parsed = parse_origin(row.text);
        REQUIRE(parsed);
        CHECK((*parsed == row.expected));
    }
    for (const std::string_view text :
         {"", "null", "http", "http:", "http://", "http:/localhost", "localhost:3000",
          "//localhost", "file://", "chrome-extension://abc", "ws://localhost",
          "http://localhost:3000/", "http://user@localhost", "http://a http://b", "*"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_origin(text));
    }
}
