#include "control/journal_requests.hpp"

#include "control/journal_names.hpp"
#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using control::read_query;
using journal::field;

namespace {

std::string told(std::string_view query) {
    const auto read = read_query(query);
    REQUIRE_FALSE(read);
    return read.error().message;
}

} // namespace

TEST_CASE("an empty query matches everything") {
    for (const std::string_view query : {"", "&", "&&", "room=&user=&kind=&after=", "room"}) {
        CAPTURE(query);
        const auto read = read_query(query);
        REQUIRE(read);
        CHECK(read->which.conditions.empty());
        CHECK(read->which.after == 0);
        CHECK(read->limit == 1000);
    }
}

TEST_CASE("a parameter is a condition on the member of its name") {
    const auto read = read_query(
        "user=al%20ice+b%2B%26&room=AbCdEfGhIjKl&kind=outbound&code=429&after=17&limit=5");
    REQUIRE(read);
    const auto& conditions = read->which.conditions;
    REQUIRE(conditions.size() == 4); // in the order of the entries' members
    CHECK((conditions[0].where == field::kind));
    CHECK(text_of(conditions[0]) == "outbound");
    CHECK((conditions[1].where == field::room));
    CHECK(text_of(conditions[1]) == "AbCdEfGhIjKl");
    CHECK((conditions[2].where == field::user));
    CHECK(text_of(conditions[2]) == "al ice b+&");
    CHECK((conditions[3].where == field::code));
    CHECK(read->which.after == 17);
    CHECK(read->limit == 5);
}

TEST_CASE("every text member of an entry can be queried") {
    for (const auto& each : control::journal_fields) {
        if (each.form != control::value_form::text) continue;
        CAPTURE(each.name);
        const auto read = read_query(std::string{each.name} + "=a%3Db");
        REQUIRE(read);
        REQUIRE(read->which.conditions.size() == 1);
        CHECK((read->which.conditions[0].where == each.field));
        CHECK(text_of(read->which.conditions[0]) == "a=b");
    }
}

TEST_CASE("an invalid query is refused with the valid values") {
    struct row {
        std::string_view query;
        std::string_view message;
    };
    const row rows[] = {
        {.query = "kind=message",
         .message = "kind must be one of api_call, handshake, inbound, outbound, error, close, "
                    "fault, but is \"message\"."},
        {.query = "room=a%20b",
         .message = "room must be a room's ARN or its id, such as AbCdEfGhIjKl, but is \"a b\"."},
        {.query = "room=arn:aws:ivs:us-east-1:123456789012:room/a",
         .message = "room must be a room's ARN or its id, such as AbCdEfGhIjKl, but is "
                    "\"arn:aws:ivs:us-east-1:123456789012:room/a\"."},
        {.query = "code=ok",
         .message = "code must be a whole number greater than zero, but is \"ok\"."},
        {.query = "session=0",
         .message = "session must be a whole number greater than zero, but is \"0\"."},
        {.query = "after=-1",
         .message = "after must be a whole number from 0 to 9223372036854775807, but is \"-1\"."},
        {.query = "after=99999999999999999999",
         .message = "after must be a whole number from 0 to 9223372036854775807, but is "
                    "\"99999999999999999999\"."},
        {.query = "limit=0",
         .message = "limit must be a whole number from 1 to 10000, but is \"0\"."},
        {.query = "limit=10001",
         .message = "limit must be a whole number from 1 to 10000, but is \"10001\"."},
        {.query = "limit=5x",
         .message = "limit must be a whole number from 1 to 10000, but is \"5x\"."},
        {.query = "user=a&user=b", .message = "The query has user twice; give it once."},
        {.query = "usr=a",
         .message = "There is no parameter \"usr\"; known are kind, room, session, user, "
                    "targetUser, operation, code, error, reason, requestId, messageId, eventName, "
                    "content, after, limit."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.query);
        CHECK(told(row.query) == row.message);
    }
}

TEST_CASE("no query breaks the reader") {
    for (const auto& hostile : test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        for (const auto& query : {text, text + "=" + text, "user=" + text, "%FF=" + text}) {
            static_cast<void>(read_query(query));
        }
    }
    const auto bytes = read_query("user=%FF");
    REQUIRE(bytes);
    CHECK(text_of(bytes->which.conditions[0]) == "\xef\xbf\xbd");
}
