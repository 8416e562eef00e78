#include "http/request_reader.hpp"

#include <boost/beast/http/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>

using namespace ivschat;
using http::request_reader;

namespace {

constexpr http::request_limits limits{
    .header = 8U << 10U, .body = [](std::string_view) -> std::uint64_t { return 1U << 20U; }};

// Puts `text` in pieces of `size` bytes; returns what follows the request.
std::string_view read(request_reader& reader, std::string_view text, std::size_t size) {
    std::size_t shown = 0; // bytes of `text` that have arrived
    while (!reader.is_done() && shown < text.size()) {
        shown = std::min(shown + size, text.size());
        runtime::error_code error;
        const auto used = reader.put({text.data(), shown}, error);
        REQUIRE((!error || error == boost::beast::http::error::need_more));
        text.remove_prefix(used);
        shown -= used;
    }
    return text;
}

} // namespace

TEST_CASE("a request is parsed in whatever pieces it arrives") {
    const std::string long_value(3000, 'v');
    const auto text = "POST http://host/Path?q=1 HTTP/1.1\r\nHost: a\r\nX-Long: " + long_value +
                      "\r\nX-Folded: b\r\n c\r\nContent-Length: 4\r\n\r\nbodyGET";
    request_reader reader{limits};
    for (std::size_t size = 1; size <= text.size(); ++size) {
        CAPTURE(size);
        reader.start();
        const auto rest = read(reader, text, size);
        REQUIRE(reader.is_done());
        CHECK(rest == "GET");
        const auto& request = reader.get();
        CHECK(request.method == "POST");
        CHECK(request.target == "/Path?q=1");
        CHECK(request.body == "body");
        CHECK(request.headers.size() == 4);
        CHECK(request.header("host").value_or("") == "a");
        CHECK(request.header("x-long").value_or("") == long_value);
        CHECK(request.header("x-folded").value_or("") == "b c");
        CHECK(reader.keeps_alive());
        CHECK(reader.version() == 11);
    }
}

TEST_CASE("a chunked body is joined, and its trailers do not become headers") {
    request_reader reader{limits};
    for (std::size_t size = 1; size <= 40; ++size) {
        CAPTURE(size);
        reader.start();
        read(reader,
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
             "2;x=y\r\n{\"\r\n3\r\na\":\r\n2\r\n1}\r\n0\r\nAuthorization: none\r\n\r\n",
             size);
        REQUIRE(reader.is_done());
        CHECK(reader.get().body == "{\"a\":1}");
        CHECK_FALSE(reader.get().header("authorization").has_value());
    }
}

TEST_CASE("nothing of a request is left in the next one") {
    request_reader reader{limits};
    reader.start();
    read(reader, "POST /a HTTP/1.0\r\nX-A: 1\r\nContent-Length: 1\r\n\r\n1", 100);
    CHECK_FALSE(reader.keeps_alive());
    reader.release();
    read(reader, "GET /b HTTP/1.1\r\nX-B: 1\r\n\r\n", 100);
    REQUIRE(reader.is_done());
    CHECK(reader.get().target == "/b");
    CHECK(reader.get().body.empty());
    CHECK(reader.get().headers.size() == 1);
    CHECK(reader.keeps_alive());
}

TEST_CASE("header and body have limits") {
    struct row {
        std::string_view name;
        std::string text;
        boost::beast::http::error expected;
    };
    using enum boost::beast::http::error;
    const row rows[] = {
        {.name = "header",
         .text = "GET / HTTP/1.1\r\nA: " + std::string(200, 'a') + "\r\n\r\n",
         .expected = header_limit},
        {.name = "body",
         .text = "POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n",
         .expected = body_limit},
        {.name = "chunks",
         .text = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890",
         .expected = body_limit},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        request_reader reader{
            {.header = 100, .body = [](std::string_view) -> std::uint64_t { return 10; }}};
        reader.start();
        runtime::error_code error;
        std::string_view text = row.text;
        while (!error && !text.empty())
            text.remove_prefix(reader.put({text.data(), text.size()}, error));
        CHECK(error == row.expected);
    }
}

TEST_CASE("the limit of the body depends on the target, in absolute form, too") {
    const http::request_limits by_target{.header = 1000, .body = [](std::string_view target) {
                                             return std::uint64_t{target == "/large" ? 20U : 10U};
                                         }};
    request_reader reader{by_target};
    struct {
        std::string target;
        bool is_accepted;
    } const rows[] = {{.target = "/large", .is_accepted = true},
                      {.target = "http://host:8420/large", .is_accepted = true},
                      {.target = "/small", .is_accepted = false},
                      {.target = "http://host/small?a=/large", .is_accepted = false}};
    for (const auto& row : rows) {
        CAPTURE(row.target);
        reader.start();
        const auto text = "PUT " + row.target + " HTTP/1.1\r\nContent-Length: 15\r\n\r\n";
        runtime::error_code error;
        reader.put({text.data(), text.size()}, error);
        CHECK((error != boost::beast::http::error::body_limit) == row.is_accepted);
    }
}
