#include "decode_json.hpp"
#include "model/rooms.hpp"
#include "model/tokens.hpp"
#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"
#include "verdict.hpp"

#include <doctest/doctest.h>

using namespace ivschat::model;
using ivschat::model::test::decode;
using ivschat::model::test::room_arn;
using ivschat::model::test::verdict;
using nlohmann::json;

namespace {

api_error error_of(const json& body) {
    auto decoded = decode<create_chat_token_request>(body);
    REQUIRE_FALSE(decoded.has_value());
    return decoded.error();
}

} // namespace

TEST_CASE("a request is decoded into its members") {
    const auto decoded = decode<create_chat_token_request>(
        json{{"roomIdentifier", room_arn},
             {"userId", "us\xc3\xa9r"},
             {"capabilities", {"DELETE_MESSAGE", "SEND_MESSAGE", "SEND_MESSAGE"}},
             {"sessionDurationInMinutes", 180},
             {"attributes", {{"a", "1"}, {"b", ""}}}});
    REQUIRE(decoded);
    CHECK(decoded->room_identifier == room_arn);
    CHECK(decoded->user_id == "us\xc3\xa9r");
    using enum chat_token_capability;
    const bool same_capabilities =
        decoded->capabilities == std::vector{delete_message, send_message, send_message};
    CHECK(same_capabilities);
    CHECK(decoded->session_duration_in_minutes.value_or(0) == 180);
    const bool same_attributes =
        decoded->attributes == std::map<std::string, std::string>{{"a", "1"}, {"b", ""}};
    CHECK(same_attributes);
}

TEST_CASE("a null member counts as absent") {
    json body{{"roomIdentifier", room_arn}, {"userId", "u"}};
    for (const bool with_nulls : {false, true}) {
        CAPTURE(with_nulls);
        if (with_nulls) {
            body["capabilities"] = body["sessionDurationInMinutes"] = body["attributes"] = nullptr;
        }
        const auto decoded = decode<create_chat_token_request>(body);
        REQUIRE(decoded);
        CHECK_FALSE(decoded->capabilities.has_value());
        CHECK_FALSE(decoded->session_duration_in_minutes.has_value());
        CHECK_FALSE(decoded->attributes.has_value());
    }
}

TEST_CASE("an empty list and an empty map count as present") {
    const auto decoded = decode<create_chat_token_request>(json{{"roomIdentifier", room_arn},
                                                                {"userId", "u"},
                                                                {"capabilities", json::array()},
                                                                {"attributes", json::object()}});
    REQUIRE(decoded);
    REQUIRE(decoded->capabilities.has_value());
    CHECK(decoded->capabilities->empty());
    REQUIRE(decoded->attributes.has_value());
    CHECK(decoded->attributes->empty());
}

TEST_CASE("unknown members are ignored, and names are case-sensitive") {
    CHECK(verdict<get_room_request>({{"identifier", room_arn}, {"other", {nullptr, 1e300}}}) ==
          "good");
    CHECK(verdict<get_room_request>({{"Identifier", room_arn}}) == "identifier");
    CHECK(verdict<list_rooms_request>({{"MaxResults", "x"}}) == "good");
}

TEST_CASE("all failures are listed in the order of the description, and counted") {
    const auto error = error_of(json{{"sessionDurationInMinutes", 0},
                                     {"userId", ""},
                                     {"capabilities", {"SEND_MESSAGE", "FLY", "SWIM"}}});
    CHECK(error.kind.name == "ValidationException");
    CHECK(error.kind.status == 400);
    REQUIRE(error.fields.size() == 5);
    CHECK(error.fields[0].name == "roomIdentifier");
    CHECK(error.fields[1].name == "userId");
    CHECK(error.fields[2].name == "capabilities/1");
    CHECK(error.fields[3].name == "capabilities/2");
    CHECK(error.fields[4].name == "sessionDurationInMinutes");
    std::string joined = "5 validation errors detected. ";
    for (const auto& field : error.fields) {
        joined += (&field == error.fields.data() ? "" : "; ") + field.message;
    }
    CHECK(error.message == joined);
}

TEST_CASE("failures have Smithy's wording") {
    struct row {
        std::string_view name;
        json body;
        std::string_view message;
    };
    const row rows[] = {
        {.name = "required",
         .body = {{"roomIdentifier", room_arn}},
         .message = "Value at '/userId' failed to satisfy constraint: Member must not be null"},
        {.name = "length",
         .body = {{"roomIdentifier", room_arn}, {"userId", ""}},
         .message = "Value with length 0 at '/userId' failed to satisfy constraint: Member must "
                    "have length between 1 and 128, inclusive"},
        {.name = "range",
         .body = {{"roomIdentifier", room_arn}, {"userId", "u"}, {"sessionDurationInMinutes", 181}},
         .message = "Value at '/sessionDurationInMinutes' failed to satisfy constraint: Member "
                    "must be between 1 and 180, inclusive"},
        {.name = "enumeration",
         .body = {{"roomIdentifier", room_arn}, {"userId", "u"}, {"capabilities", {"FLY"}}},
         .message = "Value at '/capabilities/0' failed to satisfy constraint: Member must satisfy "
                    "enum value set: [SEND_MESSAGE, DISCONNECT_USER, DELETE_MESSAGE]"},
        {.name = "pattern, with what an ARN looks like",
         .body = {{"roomIdentifier", "AbCdEfGhIjKl"}, {"userId", "u"}},
         .message = "Value at '/roomIdentifier' failed to satisfy constraint: Member must satisfy "
                    "regular expression pattern: "
                    "^arn:aws:ivschat:[a-z0-9-]+:[0-9]+:room/[a-zA-Z0-9-]+$ (give a full room ARN "
                    "such as arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl)"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto error = error_of(row.body);
        REQUIRE(error.fields.size() == 1);
        CHECK(error.fields[0].message == row.message);
        CHECK(error.message == "1 validation error detected. " + std::string{row.message});
    }
}

TEST_CASE("a length with only a maximum has its own wording") {
    const auto decoded = decode<create_room_request>(json{{"name", std::string(129, 'x')}});
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().fields.at(0).message ==
          "Value with length 129 at '/name' failed to satisfy constraint: Member must have length "
          "less than or equal to 128");
}

TEST_CASE("a member that fails in two ways is one failure") {
    // Too long and not of the pattern.
    CHECK(verdict<create_room_request>({{"name", std::string(200, '!')}}) == "name");
    CHECK(verdict<create_room_request>({{"tags", {{"", "v"}, {"AWS:a", "v"}, {"aws:b", "v"}}}}) ==
          "tags");
    // The bad keys stand around a bad value.
    CHECK(verdict<create_room_request>(
              {{"tags", {{"", "v"}, {"a", std::string(257, 'v')}, {"aws:b", "v"}}}}) ==
          "tags, tags/a");
}

TEST_CASE("a wrong type takes precedence over failed constraints") {
    const auto error = error_of(json{{"userId", ""}, {"capabilities", {"FLY", 1, nullptr}}});
    CHECK(error.kind.name == "SerializationException");
    CHECK(error.kind.status == 400);
    CHECK(error.fields.empty());
    CHECK(error.message == "Member 'capabilities/1' must be a string");
}

TEST_CASE("of duplicate keys the last one counts") {
    const auto body = read_body(R"({"maxResults": "x", "maxResults": 51, "maxResults": 50})");
    REQUIRE(body.root());
    const auto decoded = decode<list_rooms_request>(*body.root());
    REQUIRE(decoded);
    CHECK(decoded->max_results.value_or(0) == 50);
}

TEST_CASE("hostile strings are decoded unchanged as user id and attributes") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        const auto decoded = decode<create_chat_token_request>(
            json{{"roomIdentifier", room_arn}, {"userId", text}, {"attributes", {{text, text}}}});
        REQUIRE(decoded);
        CHECK(decoded->user_id == text);
        CHECK(decoded->attributes.value().at(text) == text);
    }
}

TEST_CASE("hostile strings are refused where a pattern applies, with an error in UTF-8") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const auto decoded =
            decode<create_room_request>(json{{"name", std::string{hostile.text} + "!"},
                                             {"tags", {{hostile.text, std::string(257, 'x')}}}});
        REQUIRE_FALSE(decoded.has_value());
        REQUIRE(decoded.error().fields.size() == 2);
        const auto body = json::parse(encode(decoded.error()));
        CHECK(body["fieldList"][1]["name"] == "tags/" + std::string{hostile.text});
    }
}
