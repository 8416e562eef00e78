// Pages of other origins: who may call the control API and read its replies.
#include "origin_guard_requests.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::control::test;
using control::origin_guard;
using nlohmann::json;

TEST_CASE("attack: a preflight from an origin that is not listed") {
    auto request = post({here,
                         {"Origin", "http://evil.example"},
                         {"Access-Control-Request-Method", "PUT"},
                         {"Access-Control-Request-Headers", "content-type"}});
    request.method = "OPTIONS";
    for (const auto* guard : {&closed, &open, &open_to_all}) {
        const auto stopped = guard->check(request, "/faults");
        REQUIRE(stopped);
        CHECK(stopped->status == 403);
        CHECK(header(*stopped, "Access-Control-Allow-Origin").empty());
    }
}

TEST_CASE("a listed origin may call the control API and read its replies") {
    const std::pair<std::string_view, std::string_view> page{"Origin", "http://localhost:3000"};
    auto preflight = post({here, page, {"Access-Control-Request-Method", "PUT"}});
    preflight.method = "OPTIONS";
    const auto granted = open.check(preflight, "/faults");
    REQUIRE(granted);
    CHECK(granted->status == 204);
    CHECK(header(*granted, "Access-Control-Allow-Origin") == page.second);
    CHECK(header(*granted, "Access-Control-Allow-Methods") == "GET, POST, PUT, PATCH, DELETE");
    CHECK(header(*granted, "Access-Control-Allow-Headers") == "content-type");
    CHECK(header(*granted, "Vary") == "Origin");
    CHECK(header(*granted, "Access-Control-Allow-Private-Network").empty());
    const auto request = post({here, page, typed, {"Sec-Fetch-Site", "same-site"}});
    CHECK(verdict(open, request) == 200);
    http::reply reply;
    open.add_cors_headers(request, reply);
    CHECK(header(reply, "Access-Control-Allow-Origin") == page.second);
    CHECK(header(reply, "Vary") == "Origin");
}

TEST_CASE("attack: --cors-origin * was meant for the AWS API") {
    CHECK(verdict(open_to_all, post({here, {"Origin", "http://evil.example"}, typed})) == 403);
    const auto request = get({here, {"Origin", "http://evil.example"}});
    http::reply reply;
    open_to_all.add_cors_headers(request, reply);
    CHECK(reply.headers.empty());
    any_origin.add_headers(request, reply);
    CHECK(header(reply, "Access-Control-Allow-Origin") == "*");
}

TEST_CASE("without listed origins no reply has CORS headers") {
    const auto request = get({here, {"Origin", "http://localhost:8420"}});
    http::reply reply;
    closed.add_cors_headers(request, reply);
    CHECK(reply.headers.empty());
}
