#include "http/route_table.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using http::match_path;

TEST_CASE("a path matches its pattern") {
    struct row {
        std::string_view pattern;
        std::string_view path;
        std::optional<std::string_view> parameter;
    };
    const row rows[] = {
        {.pattern = "/clock", .path = "/clock", .parameter = ""},
        {.pattern = "/clock", .path = "/clock/", .parameter = {}},
        {.pattern = "/clock", .path = "/cloc", .parameter = {}},
        {.pattern = "/clock", .path = "", .parameter = {}},
        {.pattern = "/tags/{resourceArn}", .path = "/tags/arn%3Aaws", .parameter = "arn%3Aaws"},
        {.pattern = "/tags/{resourceArn}", .path = "/tags/", .parameter = {}},
        {.pattern = "/tags/{resourceArn}", .path = "/tags", .parameter = {}},
        {.pattern = "/tags/{resourceArn}", .path = "/tags/a/b", .parameter = {}},
        {.pattern = "/sessions/{id}/close", .path = "/sessions/12/close", .parameter = "12"},
        {.pattern = "/sessions/{id}/close", .path = "/sessions//close", .parameter = {}},
        {.pattern = "/sessions/{id}/close", .path = "/sessions/close", .parameter = {}},
        {.pattern = "/sessions/{id}/close", .path = "/sessions/1/2/close", .parameter = {}},
        {.pattern = "/sessions/{id}/close", .path = "/sessions/12/drop", .parameter = {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.pattern);
        CAPTURE(row.path);
        CHECK((match_path(row.pattern, row.path) == row.parameter));
    }
}

TEST_CASE("a route is found by method and path, and all methods of a path are known") {
    struct route {
        std::string_view method;
        std::string_view path;
    };
    const std::vector<route> routes{{"GET", "/faults"}, {"PUT", "/faults"}, {"GET", "/x/{id}"}};
    const auto found = http::match_route(routes, "PUT", "/faults");
    CHECK(found.route == &routes[1]);
    CHECK(found.allowed_methods == "GET, PUT");
    const auto with_parameter = http::match_route(routes, "GET", "/x/7");
    CHECK(with_parameter.route == &routes[2]);
    CHECK(with_parameter.path_parameter == "7");
    const auto other_method = http::match_route(routes, "POST", "/faults");
    CHECK(other_method.route == nullptr);
    CHECK(other_method.allowed_methods == "GET, PUT");
    CHECK(http::match_route(routes, "GET", "/nowhere").allowed_methods.empty());
}

TEST_CASE("405 names the methods that there are") {
    const http::request request{
        .method = "PATCH", .target = "/faults?x=1", .headers = {}, .body = {}};
    const auto reply = http::method_not_allowed(request, "GET, PUT");
    CHECK(reply.status == 405);
    const std::pair<std::string, std::string> allow{"Allow", "GET, PUT"};
    CHECK(std::find(reply.headers.begin(), reply.headers.end(), allow) != reply.headers.end());
    CHECK(nlohmann::json::parse(reply.body)["message"] == "/faults takes GET, PUT, not PATCH.");
}
