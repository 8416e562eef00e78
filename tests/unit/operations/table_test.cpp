#include "operations/table.hpp"

#include "workshop.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace ivschat;
using namespace ivschat::operations;
using namespace ivschat::operations::test;
using nlohmann::json;

namespace {

const operation& find(std::string_view name) {
    const auto found = std::find_if(all().begin(), all().end(),
                                    [&](const operation& each) { return each.name == name; });
    REQUIRE(found != all().end());
    return *found;
}

model::result<std::string> invoke(workshop& w, std::string_view name, std::string_view body) {
    return find(name).invoke(w.env, anybody, operations::call{.body = body});
}

} // namespace

TEST_CASE("operations are where the API model says") {
    struct row {
        std::string_view name;
        std::string_view path;
        unsigned status;
    };
    const row rows[] = {
        {.name = "CreateChatToken", .path = "/CreateChatToken", .status = 200},
        {.name = "CreateRoom", .path = "/CreateRoom", .status = 200},
        {.name = "DeleteRoom", .path = "/DeleteRoom", .status = 204},
        {.name = "GetRoom", .path = "/GetRoom", .status = 200},
        {.name = "ListRooms", .path = "/ListRooms", .status = 200},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto& operation = find(row.name);
        CHECK(operation.method == "POST");
        CHECK(operation.path == row.path);
        CHECK(operation.status == row.status);
    }
}

TEST_CASE("an operation goes from JSON to JSON") {
    workshop w;
    const auto token = invoke(w, "CreateChatToken",
                              R"({"roomIdentifier":")" + demo_room +
                                  R"(","userId":"ann","capabilities":["SEND_MESSAGE"]})");
    REQUIRE(token);
    const auto reply = json::parse(*token);
    CHECK(reply.size() == 3);
    CHECK(reply["token"].is_string());
    CHECK(reply["tokenExpirationTime"] == "2026-11-22T08:56:05.123Z");
    CHECK(reply["sessionExpirationTime"] == "2026-11-22T08:56:05.123Z");
}

TEST_CASE("an empty body means an empty object") {
    workshop w;
    const auto list = invoke(w, "ListRooms", "");
    REQUIRE(list);
    CHECK(json::parse(*list)["rooms"].size() == 1);
    CHECK(invoke(w, "CreateRoom", "").has_value());
    const auto refused = invoke(w, "GetRoom", "");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().fields.at(0).name == "identifier");
}

TEST_CASE("an operation without a reply gives zero bytes") {
    workshop w;
    const auto deleted = invoke(w, "DeleteRoom", R"({"identifier":")" + demo_room + R"("})");
    REQUIRE(deleted);
    CHECK(deleted->empty());
}

TEST_CASE("times are numbers where that is configured") {
    workshop w{{.timestamps = text::timestamp_format::epoch}};
    const auto room = invoke(w, "CreateRoom", "{}");
    REQUIRE(room);
    CHECK(room->find(R"("createTime":1795334165.123,)") != std::string::npos);
}

TEST_CASE("what a body gets wrong is told in the order: JSON, types, constraints, existence") {
    workshop w;
    struct row {
        std::string_view name;
        std::string body;
        std::string_view error;
    };
    const row rows[] = {
        {.name = "no JSON", .body = "{", .error = "SerializationException"},
        {.name = "a list", .body = "[]", .error = "SerializationException"},
        {.name = "another type", .body = R"({"identifier":1})", .error = "SerializationException"},
        {.name = "a constraint", .body = R"({"identifier":"a"})", .error = "ValidationException"},
        {.name = "nothing there",
         .body = R"({"identifier":")" + unknown_room + R"("})",
         .error = "ResourceNotFoundException"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        for (const auto name : {"GetRoom", "DeleteRoom"}) {
            const auto reply = invoke(w, name, row.body);
            REQUIRE_FALSE(reply.has_value());
            CHECK(reply.error().kind.name == row.error);
        }
    }
}
