#include "outbound/url.hpp"

#include "support/result_text.hpp"

using ivschat::outbound::parse_url;
using ivschat::outbound::url;

TEST_CASE("a URL is parsed into its parts") {
    struct row {
        std::string text;
        url parts;
        std::string_view authority;
        std::string_view origin;
    };
    const row rows[] = {
        {.text = "http://127.0.0.1:9001/path",
         .parts = {.host = "127.0.0.1", .port = 9001, .target = "/path"},
         .authority = "127.0.0.1:9001",
         .origin = "http://127.0.0.1:9001"},
        {.text = "http://localhost",
         .parts = {.host = "localhost"},
         .authority = "localhost",
         .origin = "http://localhost:80"},
        {.text = "https://S3.us-east-1.AmazonAWS.com/Bucket/a%20b?list-type=2&prefix=%2F",
         .parts = {.is_tls = true,
                   .host = "s3.us-east-1.amazonaws.com",
                   .port = 443,
                   .target = "/Bucket/a%20b?list-type=2&prefix=%2F"},
         .authority = "s3.us-east-1.amazonaws.com",
         .origin = "https://s3.us-east-1.amazonaws.com:443"},
        {.text = "HTTPS://host:443/",
         .parts = {.is_tls = true, .host = "host", .port = 443},
         .authority = "host",
         .origin = "https://host:443"},
        {.text = "https://host:80/",
         .parts = {.is_tls = true, .host = "host", .port = 80},
         .authority = "host:80",
         .origin = "https://host:80"},
        {.text = "http://[::1]:9001/a",
         .parts = {.host = "::1", .port = 9001, .target = "/a"},
         .authority = "[::1]:9001",
         .origin = "http://[::1]:9001"},
        {.text = "http://[2001:DB8::1]",
         .parts = {.host = "2001:db8::1"},
         .authority = "[2001:db8::1]",
         .origin = "http://[2001:db8::1]:80"},
        {.text = "http://my_service.internal?a=b",
         .parts = {.host = "my_service.internal", .target = "/?a=b"},
         .authority = "my_service.internal",
         .origin = "http://my_service.internal:80"},
        {.text = "http://h/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations",
         .parts = {.host = "h",
                   .target =
                       "/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations"},
         .authority = "h",
         .origin = "http://h:80"},
        {.text = "http://h:65535//a/../b",
         .parts = {.host = "h", .port = 65535, .target = "//a/../b"},
         .authority = "h:65535",
         .origin = "http://h:65535"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto parsed = parse_url(row.text);
        REQUIRE(parsed);
        CHECK(parsed->is_tls == row.parts.is_tls);
        CHECK(parsed->host == row.parts.host);
        CHECK(parsed->port == row.parts.port);
        CHECK(parsed->target == row.parts.target);
        CHECK(*parsed == row.parts);
        CHECK(parsed->authority() == row.authority);
        CHECK(parsed->origin() == row.origin);
    }
}

TEST_CASE("an invalid URL is refused with the remedy") {
    constexpr std::string_view scheme =
        "must begin with http:// or https://, as in http://127.0.0.1:9001/path";
    constexpr std::string_view name =
        "must name a host of letters, digits, hyphens and dots, as in http://127.0.0.1:9001/path";
    constexpr std::string_view port =
        "must have a port from 1 to 65535 behind the colon, as in http://host:9001";
    constexpr std::string_view encoding =
        "must have its path and query percent-encoded, as in http://host/a%20b";
    struct row {
        std::string text;
        std::string_view error;
    };
    const row rows[] = {
        {.text = "", .error = scheme},
        {.text = "http:/h", .error = scheme},
        {.text = "localhost:9001", .error = scheme},
        {.text = " http://h", .error = scheme},
        {.text = "ftp://h", .error = scheme},
        {.text = "http://", .error = name},
        {.text = "http:///path", .error = name},
        {.text = "http://:80", .error = name},
        {.text = "http://a b/", .error = name},
        {.text = "http://h\xc3\xa4user", .error = name},
        {.text = "http://::1/", .error = name},
        {.text = "http://h\r\nX: y/", .error = name},
        {.text = "http://" + std::string(254, 'a'), .error = name},
        {.text = "http://h:", .error = port},
        {.text = "http://h:0", .error = port},
        {.text = "http://h:65536", .error = port},
        {.text = "http://h:+80", .error = port},
        {.text = "http://h:80a", .error = port},
        {.text = "http://[::1]:/", .error = port},
        {.text = "http://[::1/",
         .error = "must close the bracket of its IPv6 address, as in [::1]"},
        {.text = "http://[127.0.0.1]/",
         .error = "must have an IPv6 address in its brackets, as in [::1]"},
        {.text = "http://[]/", .error = "must have an IPv6 address in its brackets, as in [::1]"},
        {.text = "http://[fe80::1%25eth0]/",
         .error = "must have an IPv6 address in its brackets, as in [::1]"},
        {.text = "http://[::1]9001/",
         .error = "must have nothing but a port behind its IPv6 address, as in [::1]:9001"},
        {.text = "http://me:secret@h/", .error = "must not contain a user or a password"},
        {.text = "http://h/a#b", .error = "must not contain a fragment, which begins with #"},
        {.text = "http://h/a b", .error = encoding},
        {.text = "http://h/\xc3\xa4", .error = encoding},
        {.text = "http://h/%", .error = encoding},
        {.text = "http://h/%4", .error = encoding},
        {.text = "http://h/%4g", .error = encoding},
        {.text = "http://h/a\r\nX: y", .error = encoding},
        {.text = "http://h/{name}", .error = encoding},
        {.text = std::string{"http://h/\0", 10}, .error = encoding},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto parsed = parse_url(row.text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error() == row.error);
    }
}
