#include "http/reply_writer.hpp"

#include "support/manual_clock.hpp"
#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat;
using namespace ivschat::http;

namespace {

struct writer_fixture {
    ivschat::test::manual_clock clock{
        runtime::timestamp{std::chrono::nanoseconds{1'795'334'165'999'999'999}}};
    crypto::test::repeatable_random random;
    reply_writer writer{random, clock};
};

// The value of a header in a serialised reply, if it has that header.
std::optional<std::string> header(const std::string& written, const std::string& name) {
    const auto head = written.substr(0, written.find("\r\n\r\n") + 2);
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return std::nullopt;
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
}

// RFC 4122: version 4, variant 1, in lower case.
bool is_random_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        const std::string_view allowed = is_dash   ? "-"
                                         : i == 14 ? "4"
                                         : i == 19 ? "89ab"
                                                   : "0123456789abcdef";
        if (allowed.find(text[i]) == std::string_view::npos) return false;
    }
    return true;
}

std::string body(const std::string& written) {
    return written.substr(written.find("\r\n\r\n") + 4);
}

} // namespace

TEST_CASE_FIXTURE(writer_fixture, "a reply is a status line, headers and a body") {
    const auto written = writer.write({.status = 200, .body = R"({"a":1})"}, {});
    const auto id = header(written, "x-amzn-RequestId").value_or("");
    CHECK(written == "HTTP/1.1 200 OK\r\n"
                     "Date: Sun, 22 Nov 2026 07:56:05 GMT\r\n"
                     "x-amzn-RequestId: " +
                         id +
                         "\r\n"
                         "Content-Type: application/json\r\n"
                         "Content-Length: 7\r\n"
                         "\r\n"
                         "{\"a\":1}");
}

TEST_CASE_FIXTURE(writer_fixture, "every reply has a request id of its own, a random UUID") {
    std::set<std::string> ids;
    for (int i = 0; i < 500; ++i) {
        const auto id =
            header(writer.write({.status = i % 2 == 0 ? 200U : 204U}, {}), "x-amzn-RequestId");
        REQUIRE(id.has_value());
        REQUIRE(is_random_uuid(*id));
        ids.insert(*id);
    }
    CHECK(ids.size() == 500);
}

TEST_CASE_FIXTURE(writer_fixture, "204 has neither a body nor a length nor a type") {
    const auto written = writer.write({.status = 204, .body = "ignored"}, {});
    CHECK(written.starts_with("HTTP/1.1 204 No Content\r\n"));
    CHECK_FALSE(header(written, "Content-Length").has_value());
    CHECK_FALSE(header(written, "Content-Type").has_value());
    CHECK(header(written, "Date").has_value());
    CHECK(body(written).empty());
}

TEST_CASE_FIXTURE(writer_fixture, "the reply to HEAD has the length of the body, but no body") {
    const auto written = writer.write({.status = 404, .body = "{}"}, {.is_head = true});
    CHECK((header(written, "Content-Length") == "2"));
    CHECK(body(written).empty());
}

TEST_CASE_FIXTURE(writer_fixture, "an empty body has the length zero") {
    CHECK((header(writer.write({.status = 200}, {}), "Content-Length") == "0"));
}

TEST_CASE_FIXTURE(writer_fixture, "a reply after which the connection closes says so") {
    CHECK_FALSE(header(writer.write({}, {.keep_alive = true}), "Connection").has_value());
    CHECK((header(writer.write({}, {.keep_alive = false}), "Connection") == "close"));
    CHECK((header(writer.write({.status = 204}, {.keep_alive = false}), "Connection") == "close"));
}

TEST_CASE_FIXTURE(writer_fixture, "the reply's own headers and type are written") {
    const reply own{.status = 405,
                    .body = "no",
                    .headers = {{"Allow", "POST"}, {"x-amzn-ErrorType", "A"}},
                    .content_type = "text/plain"};
    const auto written = writer.write(own, {});
    CHECK(written.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
    CHECK((header(written, "Allow") == "POST"));
    CHECK((header(written, "x-amzn-ErrorType") == "A"));
    CHECK((header(written, "Content-Type") == "text/plain"));
}

TEST_CASE_FIXTURE(writer_fixture, "the date follows the clock") {
    const auto date = [&] { return header(writer.write({}, {}), "Date").value_or(""); };
    CHECK(date() == "Sun, 22 Nov 2026 07:56:05 GMT");
    CHECK(date() == "Sun, 22 Nov 2026 07:56:05 GMT");
    clock.advance(std::chrono::nanoseconds{1});
    CHECK(date() == "Sun, 22 Nov 2026 07:56:06 GMT");
    clock.advance(std::chrono::hours{24 * 463 + 16});
    CHECK(date() == "Mon, 28 Feb 2028 23:56:06 GMT");
    clock.advance(std::chrono::hours{1});
    CHECK(date() == "Tue, 29 Feb 2028 00:56:06 GMT");
    clock.advance(-std::chrono::hours{24 * 463 + 17});
    CHECK(date() == "Sun, 22 Nov 2026 07:56:06 GMT");
}

TEST_CASE("a reply at the epoch has a date") {
    ivschat::test::manual_clock clock{{}};
    crypto::test::repeatable_random random;
    reply_writer writer{random, clock};
    CHECK((header(writer.write({}, {}), "Date") == "Thu, 01 Jan 1970 00:00:00 GMT"));
}
