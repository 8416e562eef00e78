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

// Notes what an operation tells it.
struct noting_observer final : call_observer {
    bool on_validated(subject about) override {
        validated = std::move(about);
        return true;
    }
    void on_created(std::string_view room_arn) override { created = room_arn; }

    subject validated;
    std::string created = {};
};

const std::string logging_configuration =
    R"({"destinationConfiguration":{"cloudWatchLogs":{"logGroupName":"group"}}})";

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

TEST_CASE("a resource is the one that the path names, whatever the body says") {
    workshop w;
    const auto body = R"({"resourceArn":")" + unknown_room + R"(","tags":{"team":"chat"}})";
    const operations::call tag{.body = body, .path_parameter = demo_room};
    CHECK(find("TagResource").invoke(w.env, anybody, tag).has_value());
    const auto listed = find("ListTagsForResource")
                            .invoke(w.env, anybody, {.body = body, .path_parameter = demo_room});
    REQUIRE(listed);
    CHECK(json::parse(*listed)["tags"] == json{{"team", "chat"}});
    const operations::call untag{
        .body = R"({"tagKeys":["other"]})", .path_parameter = demo_room, .query = {"team"}};
    CHECK(find("UntagResource").invoke(w.env, anybody, untag).has_value());
    CHECK(w.state.query().find_room(anybody, demo_room).value()->settings.tags.empty());
    // Keys come in the query, so these are none.
    const operations::call without_keys{
        .body = R"({"tagKeys":["other"]})", .path_parameter = demo_room, .query = {}};
    CHECK_FALSE(find("UntagResource").invoke(w.env, anybody, without_keys).has_value());
}

TEST_CASE("a resource that does not exist has no tags to list or to change") {
    workshop w;
    for (const std::string_view name : {"ListTagsForResource", "TagResource", "UntagResource"}) {
        CAPTURE(name);
        const auto refused = find(name).invoke(w.env, anybody,
                                               {.body = R"({"tags":{"team":"chat"}})",
                                                .path_parameter = unknown_room,
                                                .query = {"team"}});
        REQUIRE_FALSE(refused);
        CHECK((refused.error().resource_id == "UnknownRoom1"));
    }
}

TEST_CASE("an observer is told of rooms, and not of logging configurations") {
    workshop w;
    noting_observer seen;
    const auto observed = [&](std::string_view name, operations::call call) {
        seen = {};
        call.call_observer = &seen;
        const auto reply = find(name).invoke(w.env, anybody, call);
        REQUIRE(reply);
        return reply->empty() ? json{} : json::parse(*reply);
    };
    const auto made = observed("CreateLoggingConfiguration", {.body = logging_configuration});
    CHECK(seen.created == "");
    const auto arn = made["arn"].get<std::string>();
    const auto by_identifier = R"({"identifier":")" + arn + R"("})";
    observed("GetLoggingConfiguration", {.body = by_identifier});
    CHECK(seen.validated.room_arn == "");
    observed("ListTagsForResource", {.body = "", .path_parameter = arn});
    CHECK(seen.validated.room_arn == "");

    const auto room = observed("CreateRoom", {.body = "{}"});
    CHECK(seen.created == room["arn"]);
    observed("ListTagsForResource", {.body = "", .path_parameter = demo_room});
    CHECK(seen.validated.room_arn == demo_room);
    observed("GetRoom", {.body = R"({"identifier":")" + demo_room + R"("})"});
    CHECK(seen.validated.room_arn == demo_room);
}

TEST_CASE("a next token serves only the region and the account that it was given for") {
    workshop w;
    CHECK(invoke(w, "CreateRoom", "{}"));
    for (int i = 0; i < 2; ++i)
        CHECK(invoke(w, "CreateLoggingConfiguration", logging_configuration));
    for (const auto* name : {"ListRooms", "ListLoggingConfigurations"}) {
        CAPTURE(name);
        const auto list = [&](const chat::caller& caller, const std::string& body) {
            return find(name).invoke(w.env, caller, {.body = body});
        };
        const bool are_rooms = std::string_view{name} == "ListRooms";
        const std::string account = are_rooms ? "123456789012" : "000000000000";
        const auto first = list(bound_to({}, "us-east-1"), R"({"maxResults":1})");
        REQUIRE(first);
        REQUIRE(json::parse(*first).contains("nextToken"));
        const auto next =
            json{{"nextToken", json::parse(*first)["nextToken"]}, {"maxResults", 1}}.dump();
        CHECK(list(bound_to({}, "us-east-1"), next));
        CHECK_FALSE(list(bound_to({}, "eu-west-1"), next));
        CHECK_FALSE(list(bound_to(account, "us-east-1"), next));
        CHECK_FALSE(list(anybody, next));
    }
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

TEST_CASE("an observer learns what a request names, each in its own part") {
    struct observer final : call_observer {
        bool on_validated(subject named) override {
            about = std::move(named);
            return false;
        }
        void on_created(std::string_view) override {}
        subject about;
    };
    struct row {
        std::string_view operation;
        json members;
        subject named;
    };
    const row rows[] = {
        {.operation = "CreateChatToken",
         .members = {{"userId", "ann"}},
         .named = {.user_id = "ann"}},
        {.operation = "DisconnectUser",
         .members = {{"userId", "bob"}},
         .named = {.target_user_id = "bob"}},
        {.operation = "DeleteMessage",
         .members = {{"id", "M2YcHkgffEvU"}},
         .named = {.message_id = "M2YcHkgffEvU"}},
        {.operation = "SendEvent",
         .members = {{"eventName", "goal"}},
         .named = {.event_name = "goal"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.operation);
        workshop w;
        observer told;
        auto body = row.members;
        body["roomIdentifier"] = demo_room;
        const auto text = body.dump();
        CHECK_FALSE(
            find(row.operation).invoke(w.env, anybody, call{.body = text, .call_observer = &told}));
        CHECK(told.about.room_arn == demo_room);
        CHECK(told.about.user_id == row.named.user_id);
        CHECK(told.about.target_user_id == row.named.target_user_id);
        CHECK(told.about.message_id == row.named.message_id);
        CHECK(told.about.event_name == row.named.event_name);
    }
}
