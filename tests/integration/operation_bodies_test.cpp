// What CreateRoom and CreateChatToken accept, and how they refuse the rest.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

struct body_row {
    std::string name;
    std::string body;
    std::string outcome; // "" for success, "S" for SerializationException, else the failing member
};

void check(const server_process& server, const char* path, const body_row& row) {
    CAPTURE(row.name);
    const auto reply = post(server.port(), path, row.body);
    CAPTURE(reply.body);
    if (row.outcome.empty()) {
        CHECK(reply.status == 200);
        return;
    }
    CHECK(reply.status == 400);
    if (row.outcome == "S") {
        CHECK(reply.error() == "SerializationException");
        return;
    }
    CHECK(reply.error() == "ValidationException");
    CHECK(reply.json().at("reason") == "FIELD_VALIDATION_FAILED");
    std::string names;
    const auto failures = reply.json().at("fieldList");
    for (const auto& field : failures) {
        CHECK(field.at("message").get<std::string>() != "");
        names += (names.empty() ? "" : " ") + field.at("name").get<std::string>();
    }
    CHECK(names == row.outcome);
}

std::string text(std::size_t code_points, std::string_view each = "x") {
    std::string all;
    for (std::size_t i = 0; i < code_points; ++i) all += each;
    return all;
}

json many_tags(int count) {
    json tags = json::object();
    for (int i = 0; i < count; ++i) tags["k" + std::to_string(i)] = "v";
    return {{"tags", tags}};
}

} // namespace

TEST_CASE("CreateRoom accepts what the API model allows") {
    const server_process server;
    const body_row rows[] = {
        {"an empty name", R"({"name":""})", ""},
        {"the longest name", json{{"name", text(128)}}.dump(), ""},
        {"a name too long", json{{"name", text(129)}}.dump(), "name"},
        {"a name with a space", R"({"name":"a b"})", "name"},
        {"a name with a line break at its end", R"({"name":"ab\n"})", "name"},
        {"a name in escapes", R"({"name":"\u0061\u002d\u005F"})", ""},
        {"a name beyond ASCII", R"({"name":"caf\u00e9"})", "name"},
        {"a null name", R"({"name":null})", ""},
        {"a number for name", R"({"name":5})", "S"},
        {"a name of the wrong case is unknown", R"({"Name":5})", ""},
        {"of duplicate keys the last wins", R"({"name":5,"name":"b"})", ""},
        {"the last of duplicates is bad", R"({"name":"b","name":5})", "S"},
        {"the lowest rate", R"({"maximumMessageRatePerSecond":1})", ""},
        {"the highest rate", R"({"maximumMessageRatePerSecond":100})", ""},
        {"rate zero", R"({"maximumMessageRatePerSecond":0})", "maximumMessageRatePerSecond"},
        {"minus zero", R"({"maximumMessageRatePerSecond":-0})", "maximumMessageRatePerSecond"},
        {"rate 101", R"({"maximumMessageRatePerSecond":101})", "maximumMessageRatePerSecond"},
        {"2^31-1", R"({"maximumMessageLength":2147483647})", "maximumMessageLength"},
        {"-2^31", R"({"maximumMessageLength":-2147483648})", "maximumMessageLength"},
        {"2^31", R"({"maximumMessageLength":2147483648})", "S"},
        {"-2^31-1", R"({"maximumMessageLength":-2147483649})", "S"},
        {"2^32+1", R"({"maximumMessageLength":4294967297})", "S"},
        {"2^63", R"({"maximumMessageLength":9223372036854775808})", "S"},
        {"2^64+1", R"({"maximumMessageLength":18446744073709551617})", "S"},
        {"a fraction", R"({"maximumMessageLength":1.5})", "S"},
        {"a fraction of zero", R"({"maximumMessageLength":5.0})", "S"},
        {"an exponent", R"({"maximumMessageLength":1e2})", "S"},
        {"a number in quotes", R"({"maximumMessageLength":"5"})", "S"},
        {"a boolean", R"({"maximumMessageLength":true})", "S"},
        {"no tags", R"({"tags":{}})", ""},
        {"fifty tags", many_tags(50).dump(), ""},
        {"fifty-one tags", many_tags(51).dump(), "tags"},
        {"tags as a list", R"({"tags":[]})", "S"},
        {"a null tag", R"({"tags":{"a":null}})", "S"},
        {"a number for tag", R"({"tags":{"a":1}})", "S"},
        {"an empty tag key", R"({"tags":{"":"v"}})", "tags"},
        {"a tag key too long", json{{"tags", {{text(129), "v"}}}}.dump(), "tags"},
        {"a tag value too long", json{{"tags", {{"k", text(257)}}}}.dump(), "tags/k"},
        {"the longest tag in four bytes",
         json{{"tags", {{text(128, "\U0001F600"), text(256, "\U0001F600")}}}}.dump(), ""},
        {"a reserved tag key", R"({"tags":{"aws:x":"v"}})", "tags"},
        {"a review handler",
         R"({"messageReviewHandler":{"uri":"arn:aws:lambda:us-east-1:123456789012:function:f"}})",
         ""},
        {"a review handler of text", R"({"messageReviewHandler":"f"})", "S"},
        {"a bad review handler", R"({"messageReviewHandler":{"uri":"f"}})",
         "messageReviewHandler/uri"},
        {"a bad fallback", R"({"messageReviewHandler":{"fallbackResult":"MAYBE"}})",
         "messageReviewHandler/fallbackResult"},
        {"a null in a list", R"({"loggingConfigurationIdentifiers":[null]})", "S"},
        {"form before content", R"({"name":"a b","tags":[]})", "S"},
        {"every failure is told",
         R"({"name":"a b","maximumMessageRatePerSecond":0,"maximumMessageLength":501})",
         "name maximumMessageRatePerSecond maximumMessageLength"},
    };
    for (const auto& row : rows) check(server, "/CreateRoom", row);
}

TEST_CASE("CreateChatToken accepts what its documentation allows") {
    const server_process server;
    const auto room = create_room(server);
    const auto with = [&](const json& more) { return token_request(room, "ann", more).dump(); };
    const auto with_room = [](std::string_view arn) { return token_request(arn, "ann").dump(); };
    const auto raw = [&](std::string_view members) {
        return R"({"roomIdentifier":")" + room + R"(","userId":"ann",)" + std::string{members} +
               "}";
    };
    const body_row rows[] = {
        {"as it should be", with({}), ""},
        {"nothing", "{}", "roomIdentifier userId"},
        {"nulls", R"({"roomIdentifier":null,"userId":null})", "roomIdentifier userId"},
        {"a bare id", with_room("AbCdEfGhIjKl"), "roomIdentifier"},
        {"an empty ARN", with_room(""), "roomIdentifier"},
        {"an ARN of another service", with_room("arn:aws:ivs:us-east-1:123456789012:channel/a"),
         "roomIdentifier"},
        {"an ARN with a line break", with_room(room + "\n"), "roomIdentifier"},
        {"an ARN with a NUL", with_room(room + std::string(1, '\0')), "roomIdentifier"},
        {"an ARN too long", with_room(room + text(100)), "roomIdentifier"},
        {"a user of one", with({{"userId", "a"}}), ""},
        {"a user of nobody", with({{"userId", ""}}), "userId"},
        {"the longest user", with({{"userId", text(128)}}), ""},
        {"the longest user in four bytes", with({{"userId", text(128, "\U0001F600")}}), ""},
        {"a user too long", with({{"userId", text(129)}}), "userId"},
        {"a user too long in four bytes", with({{"userId", text(129, "\U0001F600")}}), "userId"},
        {"a user of NULs", raw(R"("userId":"\u0000\u0000")"), ""},
        {"a number for user", with({{"userId", 5}}), "S"},
        {"no capabilities", with({{"capabilities", json::array()}}), ""},
        {"all capabilities", with({{"capabilities", every_capability}}), ""},
        {"duplicate capabilities", with({{"capabilities", {"SEND_MESSAGE", "SEND_MESSAGE"}}}), ""},
        {"a null capability", with({{"capabilities", {nullptr}}}), "S"},
        {"null for capabilities", with({{"capabilities", nullptr}}), ""},
        {"an unknown capability", with({{"capabilities", {"SEND_MESSAGE", "VIEW"}}}),
         "capabilities/1"},
        {"a capability of the wrong case", with({{"capabilities", {"send_message"}}}),
         "capabilities/0"},
        {"two unknown capabilities", with({{"capabilities", {"A", "B"}}}),
         "capabilities/0 capabilities/1"},
        {"a capability without a list", with({{"capabilities", "SEND_MESSAGE"}}), "S"},
        {"a number for capability", with({{"capabilities", {1}}}), "S"},
        {"the shortest session", with({{"sessionDurationInMinutes", 1}}), ""},
        {"the longest session", with({{"sessionDurationInMinutes", 180}}), ""},
        {"a session of nothing", with({{"sessionDurationInMinutes", 0}}),
         "sessionDurationInMinutes"},
        {"a session too long", with({{"sessionDurationInMinutes", 181}}),
         "sessionDurationInMinutes"},
        {"a session of the past", with({{"sessionDurationInMinutes", -1}}),
         "sessionDurationInMinutes"},
        {"half a minute", with({{"sessionDurationInMinutes", 0.5}}), "S"},
        {"a session in words", with({{"sessionDurationInMinutes", "60"}}), "S"},
        {"a session beyond numbers", raw(R"("sessionDurationInMinutes":1e999)"), "S"},
        {"no attributes", with({{"attributes", json::object()}}), ""},
        {"an attribute without a name", with({{"attributes", {{"", ""}}}}), ""},
        {"attributes of 1024 bytes", with({{"attributes", {{"key", text(1021)}}}}), ""},
        {"attributes of 1025 bytes", with({{"attributes", {{"key", text(1022)}}}}), "attributes"},
        {"1024 bytes of UTF-8", with({{"attributes", {{"a", text(511, "\u00E9")}, {"b", ""}}}}),
         ""},
        {"1025 bytes of UTF-8", with({{"attributes", {{"a", text(512, "\u00E9")}}}}), "attributes"},
        {"a null attribute", with({{"attributes", {{"a", nullptr}}}}), "S"},
        {"a number for attribute", with({{"attributes", {{"a", 1}}}}), "S"},
        {"attributes in attributes", with({{"attributes", {{"a", json::object()}}}}), "S"},
        {"attributes as a list", with({{"attributes", json::array()}}), "S"},
        {"unknown members", with({{"UserId", 5}, {"x", nullptr}}), ""},
        {"every failure is told",
         R"({"roomIdentifier":"x","capabilities":["X"],"sessionDurationInMinutes":0,"attributes":{}})",
         "roomIdentifier userId capabilities/0 sessionDurationInMinutes"},
    };
    for (const auto& row : rows) check(server, "/CreateChatToken", row);
}

TEST_CASE("the refusal of a bare room id shows the form of an ARN") {
    const server_process server;
    const auto reply =
        post(server.port(), "/CreateChatToken", token_request("AbCdEfGhIjKl", "ann").dump());
    const std::string message = reply.json().at("message");
    CHECK(message.find("arn:aws:ivschat:") != std::string::npos);
}

TEST_CASE("a token for an unknown room is refused with the room's id") {
    const server_process server;
    const auto reply =
        post(server.port(), "/CreateChatToken", token_request(unknown_room, "ann").dump());
    CHECK(reply.status == 404);
    CHECK(reply.error() == "ResourceNotFoundException");
    CHECK(reply.json() == json{{"message", "Resource: " + std::string{unknown_room} + " not found"},
                               {"resourceId", "NoSuchRoom12"},
                               {"resourceType", "ROOM"}});
}
