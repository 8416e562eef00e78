// Limits of messages: length, size and rate.
#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    while (times-- > 0) all += text;
    return all;
}

} // namespace

TEST_CASE(
    "the length of content is counted in code points, without leading and trailing white space") {
    struct row {
        std::string_view name;
        std::string content;
        std::optional<refusal> why = {};
    };
    const row rows[] = {
        {.name = "empty", .content = "", .why = refusal::content_empty},
        {.name = "spaces", .content = " \t\n\xe3\x80\x80", .why = refusal::content_empty},
        {.name = "one", .content = "a"},
        {.name = "a zero width space is no space", .content = "\xe2\x80\x8b"},
        {.name = "a null character", .content = std::string(1, '\0')},
        {.name = "as long as may be", .content = repeated("a", 500)},
        {.name = "one too long", .content = repeated("a", 501), .why = refusal::content_too_long},
        {.name = "accents as long as may be", .content = repeated("\xc3\xa9", 500)},
        {.name = "accents one too long",
         .content = repeated("\xc3\xa9", 501),
         .why = refusal::content_too_long},
        {.name = "emoji as long as may be", .content = repeated("\xf0\x9f\x98\x80", 500)},
        {.name = "emoji one too long",
         .content = repeated("\xf0\x9f\x98\x80", 501),
         .why = refusal::content_too_long},
        {.name = "spaces at both ends do not count",
         .content = repeated(" ", 300) + repeated("a", 500) + repeated("\n", 300)},
        {.name = "spaces within count",
         .content = "a" + repeated(" ", 499) + "a",
         .why = refusal::content_too_long},
        {.name = "spaces within that fit", .content = "a" + repeated(" ", 498) + "a"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        party p;
        CHECK(p.say(p.join(), row.content) == row.why);
        if (row.why)
            CHECK(p.done.empty());
        else // What is delivered is not trimmed.
            CHECK(p.delivered<message>().content == row.content);
    }
}

TEST_CASE("every room has its own maximum length") {
    party p;
    room_settings settings;
    settings.maximum_message_length = 3;
    p.chat.restore(make_room(demo_room, start, settings));
    const auto id = p.join();
    CHECK_FALSE(p.say(id, " abc ").has_value());
    CHECK(p.say(id, "abcd") == refusal::content_too_long);
    CHECK_FALSE(p.say(p.join("ann", everything, other_room), "abcd").has_value());
}

TEST_CASE("attributes of a message have 1 KB in all") {
    struct row {
        std::string_view name;
        std::optional<attribute_map> attributes;
        std::optional<refusal> why = {};
    };
    const row rows[] = {
        {.name = "none", .attributes = {}},
        {.name = "empty", .attributes = attribute_map{}},
        {.name = "1024 bytes", .attributes = attribute_map{{"key", std::string(1021, 'v')}}},
        {.name = "1025 bytes",
         .attributes = attribute_map{{"key", std::string(1022, 'v')}},
         .why = refusal::attributes_too_large},
        {.name = "accents count as two",
         .attributes = attribute_map{{"", repeated("\xc3\xa9", 513)}},
         .why = refusal::attributes_too_large},
        {.name = "many small ones",
         .attributes = attribute_map{{std::string(600, 'a'), ""}, {std::string(425, 'b'), ""}},
         .why = refusal::attributes_too_large},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        party p;
        CHECK(p.say(p.join(), "a", row.attributes) == row.why);
        if (!row.why) CHECK((p.delivered<message>().attributes == row.attributes));
    }
}

TEST_CASE("a connection may send ten requests per second, of any kind") {
    party p;
    const auto id = p.join();
    // Malformed requests are counted here too: nothing else is called for them.
    for (int i = 0; i < 10; ++i)
        CHECK_FALSE(refusal_of(p.chat.admit_request(p.now, id)).has_value());
    CHECK(refusal_of(p.chat.admit_request(p.now, id)) == refusal::connection_rate_exceeded);
    CHECK_FALSE(refusal_of(p.chat.admit_request(p.now, p.join("ann"))).has_value());
    CHECK(refusal_of(p.chat.admit_request(p.now + milliseconds{99}, id)) ==
          refusal::connection_rate_exceeded);
    CHECK_FALSE(refusal_of(p.chat.admit_request(p.now + milliseconds{100}, id)).has_value());
    CHECK(refusal_of(p.chat.admit_request(p.now + milliseconds{100}, id)) ==
          refusal::connection_rate_exceeded);
}

TEST_CASE("the rate of a room is shared by its connections") {
    party p;
    const std::vector<session_id> people{p.join("ann"), p.join("bob"), p.join("cid")};
    for (std::size_t i = 0; i < 10; ++i) CHECK_FALSE(p.say(people[i % 3], "a").has_value());
    for (const auto id : people) CHECK(p.say(id, "a") == refusal::room_rate_exceeded);
    CHECK(p.done.empty());
    CHECK_FALSE(p.say(p.join("ann", everything, other_room), "a").has_value());
    p.now += milliseconds{100};
    CHECK_FALSE(p.say(people[1], "a").has_value());
    CHECK(p.say(people[0], "a") == refusal::room_rate_exceeded);
}

TEST_CASE("every room has its own rate") {
    party p;
    room_settings settings;
    settings.maximum_message_rate_per_second = 1;
    p.chat.restore(make_room(demo_room, start, settings));
    const auto id = p.join();
    CHECK_FALSE(p.say(id, "a").has_value());
    CHECK(p.say(id, "a") == refusal::room_rate_exceeded);
    p.now += seconds{1};
    CHECK_FALSE(p.say(id, "a").has_value());
}

TEST_CASE("the rate of a room counts messages that are sent, and nothing else") {
    party p;
    const auto id = p.join();
    for (int i = 0; i < 30; ++i) {
        CHECK(p.say(id, "") == refusal::content_empty);
        CHECK_FALSE(p.remove(id, "AbCdEfGhIjKl").has_value());
        CHECK_FALSE(p.kick(id, "nobody").has_value());
    }
    for (int i = 0; i < 10; ++i) CHECK_FALSE(p.say(id, "a").has_value());
    CHECK(p.say(id, "a") == refusal::room_rate_exceeded);
}

TEST_CASE("the limits of moderation are in code points") {
    struct row {
        std::string_view name;
        std::string user_id = "bob";
        std::optional<std::string> reason = {};
        std::string message_id = "AbCdEfGhIjK1";
        std::optional<refusal> why_not_delete = {};
        std::optional<refusal> why_not_disconnect = {};
    };
    const row rows[] = {
        {.name = "plain"},
        {.name = "an empty reason", .reason = ""},
        {.name = "a reason of 256", .reason = repeated("\xc3\xa9", 256)},
        {.name = "a reason of 257",
         .reason = repeated("\xc3\xa9", 257),
         .why_not_delete = refusal::reason_too_long,
         .why_not_disconnect = refusal::reason_too_long},
        {.name = "a user id of 128", .user_id = repeated("\xc3\xa9", 128)},
        {.name = "a user id of 129",
         .user_id = repeated("\xc3\xa9", 129),
         .why_not_disconnect = refusal::bad_user_id},
        {.name = "no user id", .user_id = "", .why_not_disconnect = refusal::bad_user_id},
        {.name = "a message id of 11",
         .message_id = "AbCdEfGhIjK",
         .why_not_delete = refusal::bad_message_id},
        {.name = "a message id of 13",
         .message_id = "AbCdEfGhIjKlm",
         .why_not_delete = refusal::bad_message_id},
        {.name = "no message id", .message_id = "", .why_not_delete = refusal::bad_message_id},
        {.name = "a message id with a dash",
         .message_id = "AbCdEfGhIjK-",
         .why_not_delete = refusal::bad_message_id},
        {.name = "a message id with accents",
         .message_id = repeated("\xc3\xa9", 6),
         .why_not_delete = refusal::bad_message_id},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        party p;
        const auto id = p.join();
        CHECK(p.remove(id, row.message_id, row.reason) == row.why_not_delete);
        CHECK(p.done.empty() == row.why_not_delete.has_value());
        CHECK(p.kick(id, row.user_id, row.reason) == row.why_not_disconnect);
        CHECK(p.done.empty() == row.why_not_disconnect.has_value());
    }
}
