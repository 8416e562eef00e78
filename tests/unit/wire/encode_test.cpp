// The frames of fixtures/frames, byte for byte.
#include "wire/frames.hpp"

#include "support/hostile_strings.hpp"
#include "text/timestamp.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace ivschat;
using namespace ivschat::wire;
using nlohmann::json;

namespace {

std::string golden(const std::string& name) {
    const auto path = IVSCHAT_SOURCE_DIR "/fixtures/frames/" + name + ".json";
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    INFO(path);
    REQUIRE_FALSE(text.empty());
    return text;
}

chat::timestamp at(std::string_view time) { return text::parse_rfc3339(time).value(); }

chat::message plain_message() {
    return {.id = "00kQu1sPa6dF",
            .request_id = {},
            .attributes = {},
            .content = "bbiab!",
            .sent_at = at("2026-11-22T07:56:05.13691272Z"),
            .sender_user_id = "75758272-f3f2-4f65-83c5-9b8f144116b8",
            .sender_attributes = {}};
}

} // namespace

TEST_CASE("messages are written as IVS Chat writes them") {
    CHECK(encode(chat::message{
              .id = "Zr4Kd02mQvPx",
              .request_id = "5b0b1f0a-7f0e-4f6a-9c57-2d1f3f3f9a10",
              .attributes = chat::attribute_map{{"sticker_src", "https://example.com/cat.png"},
                                                {"message_type", "STICKER"}},
              .content = "Hi",
              .sent_at = at("2026-11-22T07:56:05.754555595Z"),
              .sender_user_id = "ann",
              .sender_attributes = {{"username", "Ann"},
                                    {"avatar", "https://example.com/ann.png"}}}) ==
          golden("message"));
    CHECK(encode(plain_message()) == golden("message_plain"));
    CHECK(encode(chat::message{.id = "Ab1Cd2Ef3Gh4",
                               .request_id = "\"r\"",
                               .attributes =
                                   chat::attribute_map{{"\xc3\xa9", "\xf0\x9f\x98\x80"}, {"", ""}},
                               .content = "\"quoted\" \\ / <b>&</b>\n\x01\xc3\xa9\xf0\x9f\x98\x80",
                               .sent_at = at("2026-11-22T07:56:05Z"),
                               .sender_user_id = "a\tb",
                               .sender_attributes = {}}) == golden("message_escaped"));
}

TEST_CASE("empty attributes are not absent ones") {
    auto message = plain_message();
    message.attributes.emplace();
    CHECK(json::parse(encode(message))["Attributes"] == json::object());
}

TEST_CASE("events are written as IVS Chat writes them") {
    CHECK(encode(chat::event{.id = "Ixd2hJ9fZirT",
                             .request_id = {},
                             .name = "aws:DELETE_MESSAGE",
                             .attributes = chat::attribute_map{{"Reason", "Deleted by moderator"},
                                                               {"MessageId", "Zr4Kd02mQvPx"},
                                                               {"MessageID", "Zr4Kd02mQvPx"}},
                             .sent_at = at("2026-11-22T07:56:51.136912721Z")}) ==
          golden("event_delete_message"));
    CHECK(encode(chat::event{.id = "Z8xd2OchZR9K",
                             .request_id = "e2f1a6b4-90a5-4c0e-8a2c-1f3b8f7f7f7e",
                             .name = "aws:DISCONNECT_USER",
                             .attributes = chat::attribute_map{{"UserId", "ann"},
                                                               {"Reason", "Kicked by moderator"}},
                             .sent_at = at("2026-11-22T08:40:48.400Z")}) ==
          golden("event_disconnect_user"));
    CHECK(encode(chat::event{.id = "Q1w2E3r4T5y6",
                             .request_id = {},
                             .name = "app:LIKE",
                             .attributes = {},
                             .sent_at = at("2026-11-22T08:40:48.000000001Z")}) ==
          golden("event_without_attributes"));
}

TEST_CASE("errors are written as IVS Chat documents them") {
    CHECK(encode(describe(chat::refusal::content_too_long), "Er0rEr0rEr0r",
                 "497f6eca-6276-4993-bfeb-53cbbbba6f08") == golden("error"));
    CHECK(encode(describe(chat::refusal::room_rate_exceeded), "Er1rEr1rEr1r", "") ==
          golden("error_without_request_id"));
}

TEST_CASE("every refusal has the documented code and a text") {
    using enum chat::refusal;
    struct row {
        chat::refusal why;
        int code;
    };
    const row rows[] = {
        {.why = content_empty, .code = 400},        {.why = content_too_long, .code = 400},
        {.why = bad_message_id, .code = 400},       {.why = bad_user_id, .code = 400},
        {.why = reason_too_long, .code = 400},      {.why = no_such_session, .code = 401},
        {.why = token_expired, .code = 401},        {.why = token_used, .code = 401},
        {.why = capability_missing, .code = 403},   {.why = room_not_found, .code = 404},
        {.why = attributes_too_large, .code = 413}, {.why = connection_rate_exceeded, .code = 429},
        {.why = room_rate_exceeded, .code = 429},   {.why = account_rate_exceeded, .code = 429},
        {.why = too_many_connections, .code = 429}, {.why = too_many_rooms, .code = 429},
    };
    for (const auto& row : rows) {
        const auto error = describe(row.why);
        CAPTURE(error.message);
        CHECK(error.code == row.code);
        CHECK_FALSE(error.message.empty());
    }
}

TEST_CASE("hostile strings are read back from frames as they were") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        auto message = plain_message();
        message.request_id = message.content = message.sender_user_id = text;
        message.attributes = message.sender_attributes = {{text, text}};
        const auto frame = json::parse(encode(message));
        CHECK(frame["RequestId"] == text);
        CHECK(frame["Content"] == text);
        CHECK(frame["Attributes"][text] == text);
        CHECK(frame["Sender"]["UserId"] == text);
        CHECK(frame["Sender"]["Attributes"][text] == text);
        const auto event =
            json::parse(encode(chat::event{.id = "a",
                                           .request_id = text,
                                           .name = text,
                                           .attributes = chat::attribute_map{{text, text}},
                                           .sent_at = {}}));
        CHECK(event["EventName"] == text);
        CHECK(event["Attributes"][text] == text);
        CHECK(json::parse(encode(error{400, text}, "a", text))["ErrorMessage"] == text);
    }
}
