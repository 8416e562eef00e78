#include "http/negotiation.hpp"

#include "support/result_text.hpp"
#include "text/unicode.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using http::negotiate;

namespace {

constexpr unsigned good = 0;

// The status of the error, or `good`.
unsigned verdict(const http::request& request) {
    const auto negotiated = negotiate(request);
    if (negotiated) return good;
    CHECK(negotiated.error().kind.name == (negotiated.error().kind.status == 415
                                               ? "UnsupportedMediaTypeException"
                                               : "NotAcceptableException"));
    return negotiated.error().kind.status;
}

unsigned verdict(std::string_view header, std::string_view value, std::string_view body = "{}") {
    http::request request;
    request.method = "POST";
    request.target = "/ListRooms";
    request.headers = {{"Host", "localhost"}, {header, value}};
    request.body = body;
    return verdict(request);
}

struct row {
    std::string_view value;
    unsigned status = good;
};

void check(std::string_view header, std::initializer_list<row> rows) {
    for (const auto& row : rows) {
        CAPTURE(row.value);
        CHECK(verdict(header, row.value) == row.status);
    }
}

} // namespace

TEST_CASE("a request without any of the headers is fine") {
    http::request request;
    CHECK(verdict(request) == good);
    request.body = "{}"; // paws for R
    CHECK(verdict(request) == good);
}

TEST_CASE("a body that is not declared as JSON is refused") {
    check("Content-Type", {
                              {.value = "application/json"},
                              {.value = "Application/JSON"},
                              {.value = "application/json; charset=utf-8"},
                              {.value = "application/json;charset=UTF-8"},
                              {.value = "application/json ; charset=utf-8"},
                              {.value = " application/json "},
                              {.value = "application/x-amz-json-1.0"},
                              {.value = "application/x-amz-json-1.1"},
                              {.value = "application/problem+json"},
                              {.value = ""},
                              {.value = " "},
                              {.value = "text/plain", .status = 415},
                              {.value = "text/json", .status = 415},
                              {.value = "application/x-www-form-urlencoded", .status = 415},
                              {.value = "application/octet-stream", .status = 415},
                              {.value = "application/jsonx", .status = 415},
                              {.value = "application/json-seq", .status = 415},
                              {.value = "json", .status = 415},
                              {.value = "+json", .status = 415},
                              {.value = "*/*", .status = 415},
                              {.value = "text/plain; a=application/json", .status = 415},
                          });
}

TEST_CASE("Content-Type does not matter without a body") {
    CHECK(verdict("Content-Type", "text/plain", "") == good);
    CHECK(verdict("Content-Type", "application/x-www-form-urlencoded", "") == good);
}

TEST_CASE("a compressed body is refused") {
    check("content-encoding", {
                                  {.value = "identity"},
                                  {.value = "Identity"},
                                  {.value = " identity "},
                                  {.value = "gzip", .status = 415},
                                  {.value = "br", .status = 415},
                                  {.value = "identity, gzip", .status = 415},
                              });
}

TEST_CASE("a client that does not accept JSON is refused") {
    check("Accept",
          {
              {.value = ""},
              {.value = "*/*"},
              {.value = "application/*"},
              {.value = "application/json"},
              {.value = "APPLICATION/json"},
              {.value = "application/json;q=0.1"},
              {.value = "application/json; q=0.001"},
              {.value = "application/json; charset=utf-8"},
              {.value = "text/html, application/json"},
              {.value = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
              {.value = "text/html;level=1;q=0.4, */*;q=0.5"},
              {.value = " text/html ,\t*/* "},
              {.value = "text/html", .status = 406},
              {.value = "text/*", .status = 406},
              {.value = "application/xml, text/html;q=0.5", .status = 406},
              {.value = "application/json;q=0", .status = 406},
              {.value = "application/json; q=0.000", .status = 406},
              {.value = "*/*;q=0", .status = 406},
              {.value = "*/*; Q=0.0", .status = 406},
              {.value = "text/html, application/json;q=0", .status = 406},
              {.value = "text/html;q=1, */*;q=0", .status = 406},
              // RFC 9110, 12.5.1: the most specific range counts.
              {.value = "application/json, */*;q=0"},
              {.value = "application/json;q=0, */*", .status = 406},
              {.value = "*/*, application/*;q=0", .status = 406},
          });
}

TEST_CASE("all headers of one name count") {
    struct row {
        std::string_view name;
        std::string_view first;
        std::string_view second;
        unsigned status = good;
    };
    const row rows[] = {
        {.name = "Accept", .first = "text/html", .second = "application/json"},
        {.name = "Accept", .first = "text/html, text/plain", .second = "*/*;q=0.1"},
        {.name = "Accept", .first = "text/html", .second = "text/plain", .status = 406},
        {.name = "Accept", .first = "*/*", .second = "application/json;q=0", .status = 406},
        {.name = "Content-Encoding", .first = "identity", .second = "gzip", .status = 415},
    };
    for (const auto& row : rows) {
        CAPTURE(row.first);
        CAPTURE(row.second);
        http::request request;
        request.body = "{}";
        request.headers = {{row.name, row.first}, {"Host", "localhost"}, {row.name, row.second}};
        CHECK(verdict(request) == row.status);
    }
}

TEST_CASE("the case of header names does not matter") {
    CHECK(verdict("ACCEPT", "text/html") == 406);
    CHECK(verdict("content-type", "text/html") == 415);
}

TEST_CASE("Content-Type is checked before Accept") {
    http::request request;
    request.body = "a=b";
    request.headers = {{"Accept", "text/html"}, {"Content-Type", "text/html"}};
    CHECK(verdict(request) == 415);
}

TEST_CASE("an error is UTF-8 whatever bytes the header holds") {
    for (const std::string_view name : {"Content-Type", "Content-Encoding", "Accept"}) {
        CAPTURE(name);
        http::request request;
        request.body = "{}";
        request.headers = {{name, "text/caf\xe9"}};
        const auto negotiated = negotiate(request);
        REQUIRE_FALSE(negotiated.has_value());
        CHECK(text::is_utf8(model::encode(negotiated.error())));
    }
}
