#include "journal/entry.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat;
using journal::entry;
using journal::entry_kind;

TEST_CASE("every kind has its own name and is found by it") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < journal::entry_kinds; ++i) {
        const auto kind = static_cast<entry_kind>(i);
        const auto name = journal::name_of(kind);
        CAPTURE(name);
        CHECK_FALSE(name.empty());
        CHECK(names.insert(name).second);
        CHECK((journal::entry_kind_of(name) == kind));
    }
    for (const std::string_view name : {"", "API_CALL", "apiCall", "api_call ", "message"}) {
        CAPTURE(name);
        CHECK_FALSE(journal::entry_kind_of(name));
    }
}

TEST_CASE("every text in an entry adds to its footprint") {
    struct row {
        std::string_view name;
        entry grown;
        std::size_t by;
    };
    const row rows[] = {
        {.name = "nothing", .grown = {}, .by = 0},
        {.name = "numbers", .grown = {.number = 1, .code = 2, .session = {}}, .by = 0},
        {.name = "room", .grown = {.room_arn = "12345"}, .by = 5},
        {.name = "user", .grown = {.user_id = "12345"}, .by = 5},
        {.name = "target", .grown = {.target_user_id = "12345"}, .by = 5},
        {.name = "operation", .grown = {.operation = "12345"}, .by = 5},
        {.name = "error", .grown = {.error_name = "12345"}, .by = 5},
        {.name = "reason", .grown = {.reason = "12345"}, .by = 5},
        {.name = "request", .grown = {.request_id = "12345"}, .by = 5},
        {.name = "message", .grown = {.message_id = "12345"}, .by = 5},
        {.name = "event", .grown = {.event_name = "12345"}, .by = 5},
        {.name = "content", .grown = {.content = "12345"}, .by = 5},
        {.name = "no attributes", .grown = {.attributes = chat::attribute_map{}}, .by = 0},
    };
    const auto base = journal::footprint({});
    CHECK(base == sizeof(entry));
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(journal::footprint(row.grown) == base + row.by);
    }
    const auto one = journal::footprint({.attributes = chat::attribute_map{{"a", "bc"}}});
    const auto two =
        journal::footprint({.attributes = chat::attribute_map{{"a", "b"}, {"c", "d"}}});
    CHECK(one > base + 3);
    CHECK(two - base == 2 * (one - base) - 2);
}
