#include "http/router.hpp"

#include "text/ascii.hpp"
#include "text/unicode.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using http::find_route;

namespace {

// The route of a request, or the reply if it has none.
struct found_route {
    const operations::operation* operation = nullptr;
    operations::call call = {};
    http::reply refusal = {};
};

found_route route_of(std::string_view method, std::string_view target) {
    http::request request;
    request.method = method;
    request.target = target;
    auto found = find_route(request);
    if (auto* refusal = std::get_if<http::reply>(&found)) return {.refusal = std::move(*refusal)};
    auto& route = std::get<http::route>(found);
    return {.operation = route.operation, .call = std::move(route.call)};
}

std::string_view header(const http::reply& reply, std::string_view wanted) {
    for (const auto& [name, value] : reply.headers) {
        if (text::equal_ignoring_case(name, wanted)) return value;
    }
    return {};
}

} // namespace

TEST_CASE("every operation is found, with and without a query") {
    for (const auto& operation : operations::all()) {
        CAPTURE(operation.name);
        CHECK(route_of(operation.method, operation.path).operation == &operation);
        const auto with_query = std::string{operation.path} + "?X-Amz-Date=1";
        CHECK(route_of(operation.method, with_query).operation == &operation);
    }
}

TEST_CASE("an unknown path has no operation") {
    for (const std::string_view target :
         {"/", "", "/Nothing", "/createroom", "/CreateRoom/", "//CreateRoom", "/CreateRoo",
          "/CreateRooms", "CreateRoom", "/GetRoom%20", "/?Action=GetRoom", "*"}) {
        for (const std::string_view method : {"POST", "GET"}) {
            CAPTURE(method);
            CAPTURE(target);
            const auto route = route_of(method, target);
            CHECK(route.operation == nullptr);
            CHECK(route.refusal.status == 404);
            CHECK(header(route.refusal, "x-amzn-ErrorType") == "UnknownOperationException");
            CHECK(nlohmann::json::parse(route.refusal.body)["message"].is_string());
        }
    }
}

TEST_CASE("the reply to a wrong method names the right one") {
    for (const std::string_view method :
         {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "post"}) {
        CAPTURE(method);
        const auto route = route_of(method, "/CreateRoom");
        CHECK(route.operation == nullptr);
        CHECK(route.refusal.status == 405);
        CHECK(header(route.refusal, "Allow") == "POST");
        CHECK(header(route.refusal, "x-amzn-ErrorType") == "MethodNotAllowedException");
        CHECK(nlohmann::json::parse(route.refusal.body)["message"].is_string());
    }
}

TEST_CASE("an error is UTF-8 whatever bytes the path holds") {
    CHECK(text::is_utf8(route_of("POST", "/caf\xe9").refusal.body));
    CHECK(text::is_utf8(route_of("POST", "/\xc3").refusal.body));
}
