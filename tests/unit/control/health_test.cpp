#include "control/health.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace ivschat;
using control::health;
using nlohmann::json;

namespace {

constexpr health::time start{std::chrono::hours{9}};

http::reply ask(const health& health, std::string_view path, std::string_view method = "GET") {
    http::request request;
    request.method = method;
    return health.handle(request, path, start + std::chrono::milliseconds{1500});
}

} // namespace

TEST_CASE("a server lives before it is ready and while it stops") {
    health health{start};
    CHECK(ask(health, "/health/live").status == 200);
    CHECK(ask(health, "/health/ready").status == 503);
    health.become_ready();
    CHECK(ask(health, "/health/live").status == 200);
    CHECK(ask(health, "/health/ready").status == 200);
    health.become_unready();
    CHECK(ask(health, "/health/live").status == 200);
    CHECK(ask(health, "/health/ready").status == 503);
}

TEST_CASE("health is told with version and uptime") {
    health health{start};
    health.become_ready();
    for (const std::string_view path : {"/health/live", "/health/ready"}) {
        CAPTURE(path);
        const auto reply = ask(health, path);
        CHECK(reply.content_type == "application/json");
        const auto body = json::parse(reply.body);
        CHECK(body["status"] == "ok");
        CHECK(body["version"] == IVSCHAT_VERSION);
        CHECK(body["uptimeMilliseconds"] == 1500);
    }
    CHECK(control::version() == IVSCHAT_VERSION);
}

TEST_CASE("health is read with GET only") {
    const health health{start};
    for (const std::string_view method : {"POST", "PUT", "DELETE"}) {
        CAPTURE(method);
        const auto reply = ask(health, "/health/live", method);
        CHECK(reply.status == 405);
        const bool names_get = std::count(reply.headers.begin(), reply.headers.end(),
                                          std::pair<std::string, std::string>{"Allow", "GET"}) == 1;
        CHECK(names_get);
    }
}

TEST_CASE("nothing else is there") {
    const health health{start};
    for (const std::string_view path :
         {"", "/", "/health", "/health/", "/health/live/", "/Health/live"}) {
        CAPTURE(path);
        CHECK(ask(health, path).status == 404);
    }
}
