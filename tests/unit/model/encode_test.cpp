#include "decode_json.hpp"
#include "model/encode.hpp"
#include "model/rooms.hpp"
#include "model/tokens.hpp"
#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using namespace ivschat::model;
using ivschat::text::timestamp_format;

namespace {

constexpr timestamp at(std::int64_t milliseconds) {
    return timestamp{std::chrono::milliseconds{milliseconds}};
}

room_description whole_room() {
    return {
        .arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",
        .id = "AbCdEfGhIjKl",
        .room_name = "demo",
        .create_time = at(1'795'334'165'123),
        .update_time = at(1'795'334'166'000),
        .maximum_message_rate_per_second = 10,
        .maximum_message_length = 500,
        .review_handler =
            message_review_handler{.uri = "arn:aws:lambda:us-east-1:123456789012:function:review",
                                   .fallback = fallback_result::deny},
        .tags = tag_map{{"b", "2"}, {"a", "1"}},
        .logging_configuration_identifiers = std::vector<std::string>{
            "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl"}};
}

} // namespace

TEST_CASE("a reply has its members in the order of the description") {
    CHECK(
        encode(whole_room(), timestamp_format::iso8601) ==
        R"({"arn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl","id":"AbCdEfGhIjKl",)"
        R"("name":"demo","createTime":"2026-11-22T07:56:05.123Z",)"
        R"("updateTime":"2026-11-22T07:56:06.000Z","maximumMessageRatePerSecond":10,)"
        R"("maximumMessageLength":500,"messageReviewHandler":)"
        R"({"uri":"arn:aws:lambda:us-east-1:123456789012:function:review",)"
        R"("fallbackResult":"DENY"},"tags":{"a":"1","b":"2"},"loggingConfigurationIdentifiers":)"
        R"(["arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl"]})");
}

TEST_CASE("members that are not set are omitted, empty ones are not") {
    room_description room;
    room.arn = "a";
    room.room_name = "";
    room.tags.emplace();
    CHECK(encode(room, timestamp_format::iso8601) == R"({"arn":"a","name":"","tags":{}})");
    room.review_handler.emplace();
    room.logging_configuration_identifiers.emplace();
    CHECK(encode(room, timestamp_format::iso8601) ==
          R"({"arn":"a","name":"","messageReviewHandler":{},"tags":{},)"
          R"("loggingConfigurationIdentifiers":[]})");
    CHECK(encode(create_chat_token_response{}, timestamp_format::iso8601) == "{}");
    CHECK(encode(list_rooms_response{}, timestamp_format::iso8601) == R"({"rooms":[]})");
}

TEST_CASE("times are ISO 8601 strings, or numbers for clients that read only those") {
    const create_chat_token_response reply{.token = "AQ",
                                           .token_expiration_time = at(1'795'334'165'123),
                                           .session_expiration_time = at(1'795'334'165'000)};
    CHECK(encode(reply, timestamp_format::iso8601) ==
          R"({"token":"AQ","tokenExpirationTime":"2026-11-22T07:56:05.123Z",)"
          R"("sessionExpirationTime":"2026-11-22T07:56:05.000Z"})");
    CHECK(encode(reply, timestamp_format::epoch) ==
          R"({"token":"AQ","tokenExpirationTime":1795334165.123,)"
          R"("sessionExpirationTime":1795334165.000})");
}

TEST_CASE("a list holds one structure after another") {
    list_rooms_response reply;
    reply.rooms.resize(2);
    reply.rooms[0].arn = "a";
    reply.rooms[1].arn = "b";
    reply.next_token = "t";
    CHECK(encode(reply, timestamp_format::iso8601) ==
          R"({"rooms":[{"arn":"a"},{"arn":"b"}],"nextToken":"t"})");
}

TEST_CASE("an encoded structure is decoded unchanged") {
    const auto written = encode(whole_room(), timestamp_format::iso8601);
    const auto read = test::decode<room_description>(nlohmann::json::parse(written));
    REQUIRE(read);
    CHECK(encode(*read, timestamp_format::iso8601) == written);
    CHECK_FALSE(test::unknown_member<room_description>(nlohmann::json::parse(written)).has_value());
}

TEST_CASE("hostile strings are read back unchanged as tags and tokens") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        list_rooms_response reply;
        reply.rooms.emplace_back().tags = tag_map{{text, text}};
        reply.next_token = text;
        const auto read = nlohmann::json::parse(encode(reply, timestamp_format::iso8601));
        CHECK(read["rooms"][0]["tags"][text] == text);
        CHECK(read["nextToken"] == text);
    }
}
