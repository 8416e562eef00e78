#include "review/protocol.hpp"

#include "support/hostile_strings.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using review::decode_reply;

namespace {

const chat::review_wanted wanted{
    .id = {},
    .handler_uri = "arn:aws:lambda:us-east-1:123456789012:function:review",
    .room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",
    .maximum_message_length = 500,
    .what = {.id = "abcdefghijkl",
             .request_id = "r1",
             .attributes = chat::attribute_map{{"k", "v"}},
             .content = "say \"hi\"",
             .sent_at = {},
             .sender_user_id = "ann",
             .sender_attributes = {{"colour", "blue"}}},
    .sender_ip = "192.0.2.7"};

constexpr std::uint32_t longest = 10;

} // namespace

TEST_CASE("a handler gets the documented payload") {
    CHECK(review::encode(wanted) ==
          R"({"Content":"say \"hi\"","MessageId":"abcdefghijkl",)"
          R"("RoomArn":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",)"
          R"("Attributes":{"k":"v"},)"
          R"("Sender":{"Attributes":{"colour":"blue"},"UserId":"ann","Ip":"192.0.2.7"}})");
}

TEST_CASE("a message without attributes has an empty object in the payload") {
    auto bare = wanted;
    bare.what.attributes.reset();
    bare.what.sender_attributes.clear();
    const auto sent = nlohmann::json::parse(review::encode(bare));
    CHECK(sent["Attributes"] == nlohmann::json::object());
    CHECK(sent["Sender"]["Attributes"] == nlohmann::json::object());
}

TEST_CASE("any content reaches the handler unchanged") {
    for (const auto& hostile : test::hostile_strings) {
        auto each = wanted;
        each.what.content = hostile.text;
        CHECK(nlohmann::json::parse(review::encode(each))["Content"] == std::string{hostile.text});
    }
}

TEST_CASE("ALLOW delivers what the reply says") {
    struct row {
        std::string_view reply;
        std::string content;
        std::optional<chat::attribute_map> attributes;
    };
    const std::vector<row> rows = {
        {R"({"ReviewResult":"ALLOW","Content":"hi"})", "hi", std::nullopt},
        {R"({"ReviewResult":"ALLOW","Content":"hi","Attributes":null})", "hi", std::nullopt},
        {R"({"ReviewResult":"ALLOW","Content":"hi","Attributes":{}})", "hi", chat::attribute_map{}},
        {R"({"ReviewResult":"ALLOW","Content":"hi","Attributes":{"a":"b"},"More":1})", "hi",
         chat::attribute_map{{"a", "b"}}},
        {R"({"ReviewResult":"ALLOW","Content":"0123456789"})", "0123456789", std::nullopt},
        {R"({"ReviewResult":"ALLOW","Content":"ääääääääää"})", "ääääääääää", std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.reply);
        const auto verdict = decode_reply(row.reply, longest);
        REQUIRE(verdict.has_value());
        const auto* allowed = std::get_if<chat::review_allowed>(&*verdict);
        REQUIRE(allowed != nullptr);
        CHECK(allowed->content == row.content);
        CHECK(allowed->attributes == row.attributes);
    }
}

TEST_CASE("DENY keeps the reason and needs no content") {
    struct row {
        std::string_view reply;
        std::string reason;
    };
    const std::vector<row> rows = {
        {R"({"ReviewResult":"DENY"})", ""},
        {R"({"ReviewResult":"DENY","Content":null})", ""},
        {R"({"ReviewResult":"DENY","Attributes":{"Reason":"rude"}})", "rude"},
        {R"({"ReviewResult":"DENY","Content":"hi"})", ""},
        {R"({"ReviewResult":"DENY","Content":""})", ""},
        {R"({"ReviewResult":"DENY","Content":"much too long for here"})", ""},
        {R"({"ReviewResult":"DENY","Content":"","Attributes":{"Reason":"rude"}})", "rude"},
        {R"({"ReviewResult":"DENY","Content":"","Attributes":{"reason":"rude"}})", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.reply);
        const auto verdict = decode_reply(row.reply, longest);
        REQUIRE(verdict.has_value());
        const auto* denied = std::get_if<chat::review_denied>(&*verdict);
        REQUIRE(denied != nullptr);
        CHECK(denied->reason == row.reason);
    }
}

TEST_CASE("an invalid reply is refused with what is wrong") {
    struct row {
        std::string reply;
        std::string_view why;
    };
    const std::vector<row> rows = {
        {"", "is not JSON"},
        {"{", "is not JSON"},
        {"null", "must be an object, not null"},
        {"[]", "must be an object, not an array"},
        {std::string(100'000, '[') + std::string(100'000, ']'), "must be an object"},
        {R"("ALLOW")", "must be an object"},
        {"{}", "ReviewResult is missing"},
        {R"({"ReviewResult":null,"Content":"hi"})", "ReviewResult is missing"},
        {R"({"ReviewResult":"allow","Content":"hi"})", "ReviewResult must be"},
        {R"({"ReviewResult":true,"Content":"hi"})", "not true"},
        {R"({"ReviewResult":{"a":[]},"Content":"hi"})", "not an object"},
        {R"({"reviewResult":"ALLOW","content":"hi"})", "ReviewResult is missing"},
        {R"({"ReviewResult":"ALLOW"})", "Content is missing"},
        {R"({"ReviewResult":"ALLOW","Content":null})", "Content is missing"},
        {R"({"ReviewResult":"DENY","Content":7})", "Content must be a string, not 7"},
        {R"({"ReviewResult":"ALLOW","Content":7})", "Content must be a string, not 7"},
        {R"({"ReviewResult":"ALLOW","Content":""})", "it has 0"},
        {R"({"ReviewResult":"ALLOW","Content":"01234567890"})", "it has 11"},
        {R"({"ReviewResult":"ALLOW","Content":"hi","Attributes":[]})", "Attributes must be"},
        {R"({"ReviewResult":"ALLOW","Content":"hi","Attributes":{"a":1}})",
         "Attributes.a must be a string, not 1"},
        {R"({"ReviewResult":"ALLOW","Content":"hi","Attributes":{"a":")" + std::string(1024, 'x') +
             R"("}})",
         "at most 1 KB"},
        {R"({"ReviewResult":"DENY","Content":"","Attributes":{"Reason":")" +
             std::string(1024, 'x') + R"("}})",
         "at most 1 KB"},
        {"{\"ReviewResult\":\"ALLOW\",\"Content\":\"\xff\"}", "is not JSON"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.reply);
        const auto verdict = decode_reply(row.reply, longest);
        REQUIRE(!verdict.has_value());
        CHECK(verdict.error().find(row.why) != std::string::npos);
    }
}
