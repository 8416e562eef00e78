#include "control/journal_requests.hpp"

#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using control::read_wait;
using journal::field;
using nlohmann::json;

namespace {

std::string told(std::string_view body) {
    const auto read = read_wait(body);
    REQUIRE_FALSE(read);
    return read.error().message;
}

} // namespace

TEST_CASE("an empty body waits for one entry of any kind") {
    for (const std::string_view body : {"", "{}", R"({"count":null,"room":null})"}) {
        CAPTURE(body);
        const auto read = read_wait(body);
        REQUIRE(read);
        CHECK(read->expected.which.conditions.empty());
        CHECK(read->expected.which.after == 0);
        CHECK(read->expected.at_least == 1);
        CHECK_FALSE(read->expected.at_most);
        CHECK(read->within == std::chrono::seconds{2});
    }
}

TEST_CASE("a wait has conditions, counts and a duration") {
    const auto read = read_wait(R"({"within":"PT0.5S","count":3,"after":17,"user":"alice",
        "attributes":{"size":{"contains":"X"},"color":"red"},
        "room":"arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl","kind":"outbound",
        "content":{"matches":"^hi"},"code":200,"session":5,"reason":{"equals":"because"}})");
    REQUIRE(read);
    const auto& conditions = read->expected.which.conditions;
    REQUIRE(conditions.size() == 9);
    const auto is = [&](std::size_t i, field where, std::string_view text) {
        CAPTURE(i);
        CHECK((conditions[i].where == where));
        CHECK(text_of(conditions[i]) == text);
    };
    is(0, field::kind, "outbound");
    is(1, field::room, "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl");
    is(2, field::session, "5");
    is(3, field::user, "alice");
    is(4, field::code, "200");
    is(5, field::reason, "because");
    is(6, field::content, "^hi");
    is(7, field::attribute, "red");
    is(8, field::attribute, "X");
    CHECK(conditions[7].attribute == "color");
    CHECK(std::holds_alternative<journal::equal_to>(conditions[5].wanted));
    CHECK(std::holds_alternative<journal::pattern>(conditions[6].wanted));
    CHECK(std::holds_alternative<journal::containing>(conditions[8].wanted));
    CHECK(read->expected.which.after == 17);
    CHECK(read->expected.at_least == 3);
    CHECK(read->within == std::chrono::milliseconds{500});
}

TEST_CASE("counts have several forms") {
    struct row {
        std::string_view body;
        std::uint32_t at_least;
        std::optional<std::uint32_t> at_most;
    };
    const row rows[] = {
        {.body = R"({"count":2})", .at_least = 2, .at_most = {}},
        {.body = R"({"exactly":2})", .at_least = 2, .at_most = 2},
        {.body = R"({"exactly":0})", .at_least = 0, .at_most = 0},
        {.body = R"({"atMost":2})", .at_least = 0, .at_most = 2},
        {.body = R"({"count":1,"atMost":2})", .at_least = 1, .at_most = 2},
        {.body = R"({"count":1000000})", .at_least = 1'000'000, .at_most = {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        const auto read = read_wait(row.body);
        REQUIRE(read);
        CHECK(read->expected.at_least == row.at_least);
        CHECK((read->expected.at_most == row.at_most));
    }
}

TEST_CASE("an invalid wait is refused with what is expected") {
    struct row {
        std::string_view body;
        std::string_view message; // the beginning
    };
    const row rows[] = {
        {.body = "[]", .message = "The document must be an object, but is a list."},
        {.body = "{", .message = "The document is not JSON: "},
        {.body = R"({"usr":"alice"})",
         .message = "usr is unknown; valid members are kind, room, session, user, targetUser, "
                    "operation, code, error, reason, requestId, messageId, eventName, content, "
                    "attributes, count, atMost, exactly, after, within."},
        {.body = R"({"user":7})",
         .message =
             "user must be a string or an object such as {\"contains\": \"...\"}, but is 7."},
        {.body = R"({"user":["alice"]})",
         .message = "user must be a string or an object such as {\"contains\": \"...\"}, but is a "
                    "list."},
        {.body = R"({"content":{"like":"x"}})",
         .message = "content.like is unknown; valid members are equals, contains, matches."},
        {.body = R"({"content":{}})",
         .message = "content must have exactly one of equals, contains and matches."},
        {.body = R"({"content":{"equals":"a","contains":"a"}})",
         .message = "content must have exactly one of equals, contains and matches."},
        {.body = R"({"content":{"contains":7}})",
         .message = "content.contains must be a string, but is 7."},
        {.body = R"({"content":{"matches":"("}})",
         .message = "content.matches is not a regular expression: "},
        {.body = R"({"content":{"matches":""}})",
         .message = "content.matches is not a regular expression: a pattern must not be empty"},
        {.body = R"({"kind":"message"})",
         .message = "kind must be one of api_call, handshake, inbound, outbound, error, close, "
                    "fault, but is \"message\"."},
        {.body = R"({"kind":{"matches":"."}})",
         .message = "kind must be one of api_call, handshake, inbound, outbound, error, close, "
                    "fault, but is an object."},
        {.body = R"({"room":"a/b"})",
         .message = "room must be a room's ARN or its id, such as AbCdEfGhIjKl, but is \"a/b\"."},
        {.body = R"({"room":12})",
         .message = "room must be a room's ARN or its id, such as AbCdEfGhIjKl, but is 12."},
        {.body = R"({"code":"429"})",
         .message = "code must be a whole number greater than zero, but is \"429\"."},
        {.body = R"({"code":4.5})",
         .message = "code must be a whole number greater than zero, but is 4.5."},
        {.body = R"({"code":0})",
         .message = "code must be a whole number greater than zero, but is 0."},
        {.body = R"({"session":-1})",
         .message = "session must be a whole number greater than zero, but is -1."},
        {.body = R"({"attributes":"red"})",
         .message = "attributes must be an object such as {\"color\": \"red\"}, but is \"red\"."},
        {.body = R"({"attributes":{"color":1}})",
         .message = "attributes.color must be a string or an object such as {\"contains\": "
                    "\"...\"}, but is 1."},
        {.body = R"({"attributes":{"color":{"is":"red"}}})",
         .message = "attributes.color.is is unknown; valid members are equals, contains, matches."},
        {.body = R"({"count":0})",
         .message = "count must be a whole number from 1 to 1000000, but is 0."},
        {.body = R"({"count":"three"})",
         .message = "count must be a whole number from 1 to 1000000, but is \"three\"."},
        {.body = R"({"count":1.5})",
         .message = "count must be a whole number from 1 to 1000000, but is 1.5."},
        {.body = R"({"count":99999999999999999999})",
         .message = "count must be a whole number from 1 to 1000000, but is 1e+20."},
        {.body = R"({"count":18446744073709551615})",
         .message = "count must be a whole number from 1 to 1000000, but is 18446744073709551615."},
        {.body = R"({"exactly":2,"count":2})",
         .message = "exactly cannot be combined with count and atMost; leave those out."},
        {.body = R"({"count":3,"atMost":2})", .message = "count must not be greater than atMost."},
        {.body = R"({"after":-1})",
         .message = "after must be a whole number from 0 to 9223372036854775807, but is -1."},
        {.body = R"({"within":2000})",
         .message = "within must be a duration in ISO 8601 such as \"PT0.5S\", but is 2000."},
        {.body = R"({"within":"2s"})",
         .message = "within is \"2s\": it must begin with P; write a length of time as ISO 8601 "
                    "does, such as PT2S, PT0.5S, PT61M or P1DT12H."},
        {.body = R"({"within":"PT6M"})",
         .message = "within must be a duration from PT0S to PT300S, but is \"PT6M\"."},
        {.body = R"({"count":"first","within":"second"})",
         .message = "count must be a whole number from 1 to 1000000, but is \"first\"."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        const auto message = told(row.body);
        CAPTURE(message);
        CHECK(message.starts_with(row.message));
    }
}

TEST_CASE("long values are quoted in part") {
    const auto message = told(json{{"count", std::string(100'000, 'x')}}.dump());
    CHECK(message.size() < 200);
    CHECK(message.find("xxx...") != std::string::npos);
    std::string deep(50'000, '[');
    deep.append(50'000, ']');
    CHECK(told("{\"count\":" + deep + "}").ends_with("but is a list."));
    CHECK(told("{\"" + std::string(100'000, 'x') + "\":1}").size() < 500);
    json many;
    for (int i = 0; i < 51; ++i) many["attributes"][std::to_string(i)] = "x";
    CHECK(told(many.dump()) == "attributes must have at most 50 members, but has 51.");
}

TEST_CASE("any text can be waited for, and errors are valid UTF-8") {
    for (const auto& hostile : test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        const auto read = read_wait(json{{"content", text}, {"attributes", {{text, text}}}}.dump());
        REQUIRE(read);
        CHECK(text_of(read->expected.which.conditions[0]) == text);
        CHECK(read->expected.which.conditions[1].attribute == text);
        for (const auto* const name : {"count", "within", "kind"}) {
            const auto message = told(json{{name, text}}.dump());
            CHECK_NOTHROW(json(message).dump());
        }
        CHECK_NOTHROW(json(told(json{{text, 1}}.dump())).dump());
    }
    std::string long_text;
    for (int i = 0; i < 100; ++i) long_text += "\xf0\x9f\x98\x80";
    CHECK_NOTHROW(json(told(json{{"count", long_text}}.dump())).dump());
}
