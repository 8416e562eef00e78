#include "http/request.hpp"

#include "text/ascii.hpp"

#include <doctest/doctest.h>

using namespace ivschat::http;

TEST_CASE("the first header of a name is found, whatever its case") {
    request request;
    request.headers = {{"Content-Type", "a"}, {"X-Amz-Date", ""}, {"content-type", "b"}};
    CHECK((request.header("content-type") == "a"));
    CHECK((request.header("CONTENT-TYPE") == "a"));
    CHECK((request.header("x-amz-date") == ""));
    CHECK_FALSE(request.header("content").has_value());
    CHECK_FALSE(request.header("content-type ").has_value());
    CHECK_FALSE(request.header("").has_value());
}

TEST_CASE("the path ends where the query begins") {
    struct row {
        std::string_view target;
        std::string_view path;
    };
    const row rows[] = {
        {.target = "/GetRoom", .path = "/GetRoom"},
        {.target = "/GetRoom?", .path = "/GetRoom"},
        {.target = "/GetRoom?a=/b?c", .path = "/GetRoom"},
        {.target = "/", .path = "/"},
        {.target = "?a", .path = ""},
        {.target = "", .path = ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.target);
        request request;
        request.target = row.target;
        CHECK(request.path() == row.path);
    }
}

TEST_CASE("headers of one name are joined to a list") {
    request request;
    request.headers = {{"Accept", "a"}, {"Host", "h"}, {"accept", "b, c"}, {"ACCEPT", ""}};
    CHECK((request.list_header("accept") == "a, b, c, "));
    CHECK((request.list_header("host") == "h"));
    CHECK_FALSE(request.list_header("content-type").has_value());
}

TEST_CASE("scheme and authority of a target are removed") {
    struct row {
        std::string_view target;
        std::string_view origin_form;
    };
    const row rows[] = {
        {.target = "/GetRoom", .origin_form = "/GetRoom"},
        {.target = "http://localhost:8420/GetRoom", .origin_form = "/GetRoom"},
        {.target = "HTTPS://[::1]:8420/tags/a?b=c", .origin_form = "/tags/a?b=c"},
        {.target = "http://user@host/a//b", .origin_form = "/a//b"},
        {.target = "http://host", .origin_form = "/"},
        {.target = "http://host?a", .origin_form = "?a"},
        {.target = "/http://host/a", .origin_form = "/http://host/a"},
        {.target = "ftp://host/a", .origin_form = "ftp://host/a"},
        {.target = "http:/host/a", .origin_form = "http:/host/a"},
        {.target = "http", .origin_form = "http"},
        {.target = "*", .origin_form = "*"},
        {.target = "", .origin_form = ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.target);
        CHECK(origin_form(row.target) == row.origin_form);
    }
}

TEST_CASE("only the case of ASCII letters is ignored") {
    CHECK(ivschat::text::equal_ignoring_case("aZ09-_", "Az09-_"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("a", "ab"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("@", "`"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("[", "{"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("\xc3\x89", "\xc3\xa9"));
}
