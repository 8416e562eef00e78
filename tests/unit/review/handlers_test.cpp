#include "review/handlers.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using review::find_handler;

namespace {

const std::string arn = "arn:aws:lambda:eu-west-1:123456789012:function:moderate";

outbound::url at(std::string host, std::uint16_t port, std::string target = "/") {
    return {.host = std::move(host), .port = port, .target = std::move(target)};
}

review::handler_settings with_endpoint() { return {.lambda_endpoint = at("lambda", 4566)}; }

} // namespace

TEST_CASE("a function is invoked by its name at the Lambda endpoint") {
    const auto found = find_handler(with_endpoint(), arn);
    REQUIRE(found);
    CHECK(found->where == at("lambda", 4566, "/2015-03-31/functions/moderate/invocations"));
    REQUIRE(found->invoke);
    CHECK(found->invoke->region == "eu-west-1");
    CHECK(found->invoke->service == "lambda");
}

TEST_CASE("a qualifier becomes a query parameter") {
    const auto found = find_handler(with_endpoint(), arn + ":live");
    REQUIRE(found);
    CHECK(found->where.target == "/2015-03-31/functions/moderate/invocations?Qualifier=live");
}

TEST_CASE("a function's name is escaped in the path") {
    const auto found = find_handler(
        with_endpoint(), "arn:aws:lambda:eu-west-1:123456789012:function:a/../b c\r\n?x");
    REQUIRE(found);
    CHECK(found->where.target == "/2015-03-31/functions/a%2F%2E%2E%2Fb%20c%0D%0A%3Fx/invocations");
}

TEST_CASE("the endpoint's path is a prefix") {
    const review::handler_settings settings{.lambda_endpoint = at("gateway", 80, "/lambda/")};
    CHECK(find_handler(settings, arn)->where.target ==
          "/lambda/2015-03-31/functions/moderate/invocations");
}

TEST_CASE(
    "a function's own handler takes precedence over the endpoint, by the most specific name") {
    auto settings = with_endpoint();
    settings.handlers = {
        {"moderate", at("by-name", 1, "/r")},
        {"moderate:live", at("by-qualified-name", 1, "/r")},
        {"arn:aws:lambda:us-east-1:123456789012:function:moderate", at("by-arn", 1, "/r")},
        {"arn:aws:lambda:us-east-1:123456789012:function:moderate:live",
         at("by-qualified-arn", 1, "/r")}};
    struct row {
        std::string uri;
        std::string host;
    };
    for (const auto& row : std::vector<row>{
             {"arn:aws:lambda:eu-west-1:123456789012:function:moderate", "by-name"},
             {"arn:aws:lambda:eu-west-1:123456789012:function:moderate:live", "by-qualified-name"},
             {"arn:aws:lambda:eu-west-1:123456789012:function:moderate:test", "by-name"},
             {"arn:aws:lambda:us-east-1:123456789012:function:moderate", "by-arn"},
             {"arn:aws:lambda:us-east-1:123456789012:function:moderate:test", "by-arn"},
             {"arn:aws:lambda:us-east-1:123456789012:function:moderate:live", "by-qualified-arn"},
             {"arn:aws:lambda:us-east-1:123456789012:function:other", "lambda"},
         }) {
        CAPTURE(row.uri);
        const auto found = find_handler(settings, row.uri);
        REQUIRE(found);
        CHECK(found->where.host == row.host);
    }
}

TEST_CASE("a handler's URL with a path gets a plain POST, one without serves the Invoke API") {
    review::handler_settings settings{.handlers = {{"moderate", at("h", 9001, "/review?x=1")}}};
    auto found = find_handler(settings, arn);
    REQUIRE(found);
    CHECK(found->where.target == "/review?x=1");
    CHECK_FALSE(found->invoke);

    settings.handlers = {{"moderate", at("h", 9001)}};
    found = find_handler(settings, arn);
    REQUIRE(found);
    CHECK(found->where.target == "/2015-03-31/functions/moderate/invocations");
    CHECK(found->invoke);
}

TEST_CASE("a handler without a configured address is not found") {
    CHECK_FALSE(find_handler({}, arn));
    CHECK_FALSE(find_handler({.handlers = {{"other", at("h", 1, "/")}}}, arn));
    for (const char* no_function : {"", "review", "arn:aws:lambda:us-east-1:123456789012:function",
                                    "arn:aws:lambda:us-east-1:123456789012:function:",
                                    "arn:aws:sns:us-east-1:123456789012:function:review"}) {
        CAPTURE(no_function);
        CHECK_FALSE(find_handler(with_endpoint(), no_function));
    }
}
