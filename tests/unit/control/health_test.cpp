#include "control/health.hpp"
#include "control/routes.hpp"
#include "http/route_table.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using control::health;
using nlohmann::json;

namespace {

constexpr health::time start{std::chrono::hours{9}};

http::reply ask(const health& health, std::string_view path) {
    constexpr auto now = start + std::chrono::milliseconds{1500};
    return path == "/health/live" ? health.report_live(now) : health.report_ready(now);
}

} // namespace

TEST_CASE("a server is alive before it is ready and while it stops") {
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

TEST_CASE("health reports version and uptime") {
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
    const auto routes = control::all_routes();
    for (const std::string_view path : {"/health/live", "/health/ready"}) {
        CAPTURE(path);
        CHECK(http::match_route(routes, "GET", path).route != nullptr);
        for (const std::string_view method : {"POST", "PUT", "DELETE"}) {
            CAPTURE(method);
            const auto found = http::match_route(routes, method, path);
            CHECK(found.route == nullptr);
            CHECK(found.allowed_methods == "GET");
        }
    }
}

TEST_CASE("nothing else is under /health") {
    const auto routes = control::all_routes();
    for (const std::string_view path :
         {"", "/", "/health", "/health/", "/health/live/", "/Health/live"}) {
        CAPTURE(path);
        CHECK(http::match_route(routes, "GET", path).allowed_methods.empty());
    }
}
