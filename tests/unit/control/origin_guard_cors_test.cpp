// Pages of other origins that may, or may not, use what they are shown.
#include "origin_guard_requests.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::control::test;
using control::origin_guard;
using nlohmann::json;

TEST_CASE("attack: a preflight from an origin that nobody named") {
    auto request = post({here,
                         {"Origin", "http://evil.example"},
                         {"Access-Control-Request-Method", "PUT"},
                         {"Access-Control-Request-Headers", "content-type"}});
    request.method = "OPTIONS";
    for (const auto* guard : {&closed, &open, &open_to_all}) {
        const auto stopped = guard->stop_control(request, "/faults");
        REQUIRE(stopped);
        CHECK(stopped->status == 403);
        CHECK(header(*stopped, "Access-Control-Allow-Origin").empty());
    }
}

TEST_CASE("a named origin may use the control API, and read what it says") {
    const std::pair<std::string_view, std::string_view> page{"Origin", "http://localhost:3000"};
    auto preflight = post({here, page, {"Access-Control-Request-Method", "PUT"}});
    preflight.method = "OPTIONS";
    const auto granted = open.stop_control(preflight, "/faults");
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
    open.let_read_control(request, reply);
    CHECK(header(reply, "Access-Control-Allow-Origin") == page.second);
    CHECK(header(reply, "Vary") == "Origin");
}

TEST_CASE("attack: --cors-origin * was meant for the AWS API") {
    CHECK(verdict(open_to_all, post({here, {"Origin", "http://evil.example"}, typed})) == 403);
    const auto request = get({here, {"Origin", "http://evil.example"}});
    http::reply reply;
    open_to_all.let_read_control(request, reply);
    CHECK(reply.headers.empty());
    open_to_all.let_read_aws(request, reply);
    CHECK(header(reply, "Access-Control-Allow-Origin") == "*");
}

TEST_CASE("without named origins no reply has headers of CORS") {
    const auto request = get({here, {"Origin", "http://localhost:8420"}});
    http::reply reply;
    closed.let_read_control(request, reply);
    closed.let_read_aws(request, reply);
    CHECK(reply.headers.empty());
}

TEST_CASE("an origin that was not named may not read the AWS API's replies") {
    http::reply reply;
    open.let_read_aws(get({here, {"Origin", "http://evil.example"}}), reply);
    CHECK(header(reply, "Access-Control-Allow-Origin").empty());
    CHECK(header(reply, "Vary") == "Origin");
}

TEST_CASE("a page that was named may call the AWS API with everything that SDKs send") {
    http::request request{
        .method = "OPTIONS",
        .target = "/CreateChatToken",
        .headers = {here,
                    {"Origin", "https://app.example"},
                    {"Access-Control-Request-Method", "POST"},
                    {"Access-Control-Request-Headers",
                     "amz-sdk-invocation-id,amz-sdk-request, authorization ,content-type,"
                     "x-amz-content-sha256,x-amz-date,X-Amz-Security-Token,x-amz-user-agent,"
                     "cookie,,x-evil"},
                    {"Access-Control-Request-Private-Network", "true"}},
        .body = {}};
    const auto granted = open.answer_aws_preflight(request);
    REQUIRE(granted);
    CHECK(granted->status == 204);
    CHECK(header(*granted, "Access-Control-Allow-Origin") == "https://app.example");
    CHECK(header(*granted, "Access-Control-Allow-Methods") == "GET, POST, DELETE");
    CHECK(header(*granted, "Access-Control-Allow-Headers") ==
          "amz-sdk-invocation-id, amz-sdk-request, authorization, content-type, "
          "x-amz-content-sha256, x-amz-date, X-Amz-Security-Token, x-amz-user-agent");
    CHECK(header(*granted, "Access-Control-Expose-Headers") ==
          "x-amzn-ErrorType, x-amzn-RequestId, Date");
    CHECK(header(*granted, "Access-Control-Allow-Private-Network") == "true");
    CHECK(header(*granted, "Access-Control-Max-Age") == "600");
    const auto for_all = open_to_all.answer_aws_preflight(request);
    REQUIRE(for_all);
    CHECK(header(*for_all, "Access-Control-Allow-Origin") == "*");
    CHECK(header(*for_all, "Access-Control-Allow-Private-Network").empty());
    CHECK_FALSE(closed.answer_aws_preflight(request));
    request.method = "POST";
    CHECK_FALSE(open.answer_aws_preflight(request));
}
