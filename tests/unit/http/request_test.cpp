#include "http/request.hpp"

#include "text/ascii.hpp"

#include <doctest/doctest.h>

using namespace ivschat::http;

TEST_CASE("headers are found in any case, the first of a name") {
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

TEST_CASE("only ASCII letters have two cases") {
    CHECK(ivschat::text::equal_ignoring_case("aZ09-_", "Az09-_"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("a", "ab"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("@", "`"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("[", "{"));
    CHECK_FALSE(ivschat::text::equal_ignoring_case("\xc3\x89", "\xc3\xa9"));
}
