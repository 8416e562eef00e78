// The OpenAPI description and the table of routes agree.
#include "control/health.hpp"
#include "control/openapi.hpp"
#include "control/routes.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

using namespace ivschat;
using nlohmann::json;

namespace {

json description() { return json::parse(control::openapi()); }

// "GET /clock"
std::set<std::string> described() {
    std::set<std::string> all;
    const auto document = description();
    for (const auto& [path, operations] : document["paths"].items()) {
        for (const auto& [method, operation] : operations.items()) {
            auto name = method;
            std::transform(name.begin(), name.end(), name.begin(), ::toupper);
            all.insert(name + " " + path);
        }
    }
    return all;
}

std::string read_file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    REQUIRE(in);
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("every route is described, and every description has a route") {
    std::set<std::string> routes;
    for (const auto& each : control::all_routes()) {
        routes.insert(std::string{each.method} + " " + std::string{each.path});
    }
    CHECK(routes == described());
}

TEST_CASE("the description is the file with the present version") {
    auto text = read_file(IVSCHAT_SOURCE_DIR "/server/control/openapi.json");
    constexpr std::string_view placeholder = "@PROJECT_VERSION@";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder)) {
        text.replace(at, placeholder.size(), control::version());
    }
    CHECK(text == control::openapi()); // CMake, which embeds it, treats some characters specially
    CHECK(description()["info"]["version"] == control::version());
}
