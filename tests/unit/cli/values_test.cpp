#include "cli/values.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::cli;
using namespace std::chrono_literals;

TEST_CASE("the last colon separates host and port") {
    struct row {
        std::string text;
        std::string_view host;
        std::uint16_t port;
    };
    const row rows[] = {
        {.text = "127.0.0.1:8420", .host = "127.0.0.1", .port = 8420},
        {.text = "localhost:0", .host = "localhost", .port = 0},
        {.text = "[::1]:65535", .host = "::1", .port = 65535},
        {.text = "::1:80", .host = "::1", .port = 80},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto read = read_host_and_port(row.text);
        REQUIRE(read.has_value());
        CHECK(read->host == row.host);
        CHECK(read->port == row.port);
    }
    for (const auto* text : {"", ":", ":80", "host", "host:", "host:65536", "host:-1", "host:+1",
                             "host: 1", "host:1 ", "host:http", "host:99999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(read_host_and_port(text).has_value());
    }
}

TEST_CASE("durations become milliseconds") {
    struct row {
        std::string text;
        std::string_view milliseconds;
    };
    const row rows[] = {
        {.text = "1ms", .milliseconds = "1"},       {.text = "200ms", .milliseconds = "200"},
        {.text = "90s", .milliseconds = "90000"},   {.text = "60m", .milliseconds = "3600000"},
        {.text = "3h", .milliseconds = "10800000"}, {.text = "180m", .milliseconds = "10800000"},
        {.text = "0010s", .milliseconds = "10000"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        auto text = row.text;
        CHECK(duration({.shortest = 1ms, .longest = 180min})(text) == "");
        CHECK(text == row.milliseconds);
    }
}

TEST_CASE("an invalid or excluded duration is refused with the allowed range") {
    for (const auto* given : {"", "s", "5", "5 s", "5S", "5sec", "1.5s", "-5s", "+5s", "9ms", "91s",
                              "2m", "1h", "99999999999999999999ms", "9223372036854775807h"}) {
        CAPTURE(given);
        std::string text = given;
        CHECK(duration({.shortest = 10ms, .longest = 90s})(text) ==
              "must be a time from 10ms to 90s, in ms, s, m or h, but is '" + std::string{given} +
                  "'");
    }
    std::string none = "0s";
    CHECK(duration({.shortest = 0ms, .longest = 1h})(none) == "");
}

TEST_CASE(
    "a name becomes the number of its value, and a wrong name is refused with the valid ones") {
    enum class colour { red = 3, green = 7 };
    const auto colours = one_of<colour>({{"red", colour::red}, {"green", colour::green}});
    std::string text = "green";
    CHECK(colours(text) == "");
    CHECK(text == "7");
    std::string wrong = "Green";
    CHECK(colours(wrong) == "must be one of red, green, but is 'Green'");
}
