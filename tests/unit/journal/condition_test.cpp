#include "journal/condition.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

TEST_CASE("a condition tests one member of an entry") {
    struct row {
        std::string_view name;
        condition right;
        condition wrong;
    };
    const row rows[] = {
        {.name = "kind", .right = is(field::kind, "outbound"), .wrong = is(field::kind, "close")},
        {.name = "room by ARN", .right = is(field::room, lobby), .wrong = is(field::room, attic)},
        {.name = "room by id",
         .right = is(field::room, "AbCdEfGhIjKl"),
         .wrong = is(field::room, "bCdEfGhIjKl")},
        {.name = "not by part of an ARN",
         .right = is(field::room, "AbCdEfGhIjKl"),
         .wrong = is(field::room, "room/AbCdEfGhIjKl")},
        {.name = "session", .right = is(field::session, "3"), .wrong = is(field::session, "30")},
        {.name = "user", .right = is(field::user, "alice"), .wrong = is(field::user, "Alice")},
        {.name = "target", .right = is(field::target_user, "bob"), .wrong = is(field::user, "bob")},
        {.name = "operation",
         .right = has(field::operation, "User"),
         .wrong = has(field::operation, "user")},
        {.name = "code", .right = is(field::code, "429"), .wrong = is(field::code, "42")},
        {.name = "a class of codes",
         .right = matches(field::code, "^4"),
         .wrong = matches(field::code, "^5")},
        {.name = "error",
         .right = is(field::error_name, "ThrottlingException"),
         .wrong = is(field::error_name, "Throttling")},
        {.name = "reason",
         .right = has(field::reason, "fast"),
         .wrong = has(field::reason, "slow")},
        {.name = "request id",
         .right = is(field::request_id, "r-1"),
         .wrong = is(field::request_id, "r-2")},
        {.name = "message id",
         .right = is(field::message_id, "M2YcHkgffEvU"),
         .wrong = is(field::message_id, "M2Yc")},
        {.name = "event name",
         .right = matches(field::event_name, "^app:"),
         .wrong = matches(field::event_name, "^aws:")},
        {.name = "content", .right = is(field::content, "hello"), .wrong = is(field::content, "")},
        {.name = "an attribute",
         .right = attribute("color", "red"),
         .wrong = attribute("color", "")},
        {.name = "an empty attribute",
         .right = attribute("empty", ""),
         .wrong = attribute("no", "")},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(satisfies(full, row.right));
        CHECK_FALSE(satisfies(full, row.wrong));
        CHECK_FALSE(satisfies({.kind = entry_kind::fault}, row.right));
    }
}

TEST_CASE("a member that an entry does not have satisfies no condition") {
    const entry bare{};
    for (int i = 1; i <= static_cast<int>(field::attribute); ++i) {
        const auto where = static_cast<field>(i);
        CAPTURE(i);
        CHECK_FALSE(value_of(bare, is(where, "")));
        CHECK_FALSE(satisfies(bare, is(where, "")));
        CHECK_FALSE(satisfies(bare, has(where, "")));
        CHECK_FALSE(satisfies(bare, matches(where, "^")));
    }
    CHECK(value_of(bare, is(field::kind, "")) == "api_call");
    CHECK(value_of(full, is(field::code, "")) == "429");
    CHECK(value_of(full, is(field::session, "")) == "3");
    CHECK(value_of(full, attribute("color", "")) == "red");
    CHECK_FALSE(value_of(full, attribute("no", "")));
    CHECK(satisfies({.content = ""}, is(field::content, "")));
}

TEST_CASE("a filter matches later entries that satisfy all of its conditions") {
    CHECK(matches({}, full));
    CHECK(matches({.after = 6}, full));
    CHECK_FALSE(matches({.after = 7}, full));
    const filter both{.conditions = {is(field::user, "alice"), has(field::content, "ell")}};
    CHECK(matches(both, full));
    auto other = full;
    other.content = "bye";
    CHECK_FALSE(matches(both, other));
    other = full;
    other.user_id = "bob";
    CHECK_FALSE(matches(both, other));
}
