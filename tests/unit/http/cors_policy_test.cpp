#include "http/cors_policy.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using http::cors_policy;

namespace {

const cors_policy closed{{}};
const cors_policy listed{{"http://localhost:3000", "https://app.example"}};
const cors_policy any{{"*"}};

using headers = std::vector<std::pair<std::string_view, std::string_view>>;

http::request get(headers sent) {
    return {.method = "GET", .target = "/ListRooms", .headers = std::move(sent), .body = {}};
}

// Empty: it is absent.
std::string header(const http::reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) return value;
    }
    return {};
}

} // namespace

TEST_CASE("without listed origins no reply has CORS headers") {
    http::reply reply;
    closed.add_headers(get({{"Origin", "http://localhost:8420"}}), reply);
    CHECK(reply.headers.empty());
}

TEST_CASE("without the wildcard only listed origins remain") {
    const auto strict = cors_policy{{"*", "http://localhost:3000"}}.without_wildcard();
    http::reply reply;
    strict.add_headers(get({{"Origin", "http://evil.example"}}), reply);
    CHECK(header(reply, "Access-Control-Allow-Origin").empty());
    CHECK(strict.is_listed("http://localhost:3000"));
    CHECK_FALSE(strict.is_listed("http://evil.example"));
}

TEST_CASE("an origin that is not listed may not read the AWS API's replies") {
    http::reply reply;
    listed.add_headers(get({{"Origin", "http://evil.example"}}), reply);
    CHECK(header(reply, "Access-Control-Allow-Origin").empty());
    CHECK(header(reply, "Vary") == "Origin");
}

TEST_CASE("a page of a listed origin may call the AWS API with everything that SDKs send") {
    http::request request{
        .method = "OPTIONS",
        .target = "/CreateChatToken",
        .headers = {{"Origin", "https://app.example"},
                    {"Access-Control-Request-Method", "POST"},
                    {"Access-Control-Request-Headers",
                     "amz-sdk-invocation-id,amz-sdk-request, authorization ,content-type,"
                     "x-amz-content-sha256,x-amz-date,X-Amz-Security-Token,x-amz-user-agent,"
                     "cookie,,x-evil"},
                    {"Access-Control-Request-Private-Network", "true"}},
        .body = {}};
    const auto granted = listed.answer_preflight(request);
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
    const auto for_all = any.answer_preflight(request);
    REQUIRE(for_all);
    CHECK(header(*for_all, "Access-Control-Allow-Origin") == "*");
    CHECK(header(*for_all, "Access-Control-Allow-Private-Network").empty());
    CHECK_FALSE(closed.answer_preflight(request));
    request.method = "POST";
    CHECK_FALSE(listed.answer_preflight(request));
}
