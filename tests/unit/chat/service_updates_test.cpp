#include "callers.hpp"
#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

logging_configuration configuration(const std::string& id) {
    return {.arn = "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/" + id,
            .settings = {.name = id,
                         .destination = {.kind = destination_kind::s3, .name = "bucket"},
                         .tags = {}},
            .created = start,
            .updated = start};
}

// Three logging configurations, and a room with something in every member.
struct house : party {
    house() {
        for (const auto* each : {&first, &second, &third}) chat.restore(*each);
        chat.restore(make_room(demo_room, start, before));
        now += seconds{5};
    }

    outcome<room> update(const room_changes& changes, const std::string& arn = demo_room) {
        done.clear();
        return chat.update_room(now, resident(), arn, changes, done);
    }
    // What the room is now.
    const room& current() const { return *chat.rooms().find(demo_room); }

    const logging_configuration first = configuration("first");
    const logging_configuration second = configuration("second");
    const logging_configuration third = configuration("third");
    const room_settings before{.name = "before",
                               .maximum_message_rate_per_second = 7,
                               .maximum_message_length = 70,
                               .review_handler = review_handler{.uri = "arn:aws:lambda:f",
                                                                .fallback = review_fallback::deny},
                               .tags = {{"stage", "test"}},
                               .logging_configurations = {first.arn, second.arn}};
};

} // namespace

TEST_CASE("an update of a room changes what it sets and keeps the rest") {
    struct row {
        std::string_view name;
        room_changes changes;
        void (*change)(room_settings&);
    };
    const row rows[] = {
        {"nothing", {}, [](room_settings&) {}},
        {"the name", {.name = "after"}, [](room_settings& s) { s.name = "after"; }},
        {"the name to an empty one", {.name = ""}, [](room_settings& s) { s.name = ""; }},
        {"the rate",
         {.maximum_message_rate_per_second = 1},
         [](room_settings& s) { s.maximum_message_rate_per_second = 1; }},
        {"the length",
         {.maximum_message_length = 1},
         [](room_settings& s) { s.maximum_message_length = 1; }},
        {"the handler's URI",
         {.review_handler_uri = "arn:aws:lambda:g"},
         [](room_settings& s) { s.review_handler->uri = "arn:aws:lambda:g"; }},
        {"the handler's fallback",
         {.review_handler_fallback = review_fallback::allow},
         [](room_settings& s) { s.review_handler->fallback = review_fallback::allow; }},
        {"no handler: the block stays",
         {.review_handler_uri = ""},
         [](room_settings& s) { s.review_handler->uri = ""; }},
        {"no logging configurations",
         {.logging_configurations = std::vector<std::string>{}},
         [](room_settings& s) { s.logging_configurations.clear(); }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        house h;
        auto expected = h.before;
        row.change(expected);
        const auto updated = h.update(row.changes);
        REQUIRE(updated.has_value());
        CHECK((updated->settings == expected));
        CHECK((h.current().settings == expected));
    }
}

TEST_CASE("the list of logging configurations is replaced whole and in the order given") {
    house h;
    const std::vector<std::string> given{h.third.arn, h.first.arn};
    REQUIRE(h.update({.logging_configurations = given}).has_value());
    CHECK((h.current().settings.logging_configurations == given));
}

TEST_CASE("a room without a handler gets one with the first of its members that is set") {
    house h;
    const auto& handler = h.chat.rooms().find(other_room)->settings.review_handler;
    CHECK_FALSE(handler.has_value());
    REQUIRE(h.update({.review_handler_uri = "arn:aws:lambda:g"}, other_room).has_value());
    CHECK((handler == review_handler{.uri = "arn:aws:lambda:g"}));
}

TEST_CASE("an update dates a room anew and moves it to the front of the list") {
    house h;
    const auto front = [&] { return h.chat.list_rooms(resident(), {}, {}, 50).items.front()->arn; };
    for (const auto& arn : {other_room, demo_room, other_room}) {
        h.now += seconds{1};
        // Even if it changes nothing.
        REQUIRE(h.update({}, arn).has_value());
        CHECK((h.chat.rooms().find(arn)->updated == h.now));
        CHECK((h.chat.rooms().find(arn)->created == start));
        CHECK(front() == arn);
    }
    CHECK(h.chat.list_rooms(resident(), {}, {}, 50).items.size() == 2);
}

TEST_CASE("the updated room is saved as it is then") {
    house h;
    REQUIRE(h.update({.name = "after"}).has_value());
    REQUIRE(h.done.size() == 1);
    const auto* saved = std::get_if<room_saved>(h.done.data());
    REQUIRE(saved != nullptr);
    CHECK(saved->saved.arn == demo_room);
    CHECK((saved->saved.settings == h.current().settings));
    CHECK(saved->saved.settings.name == "after");
    CHECK((saved->saved.created == start));
    CHECK((saved->saved.updated == h.now));
}

TEST_CASE("an update with a logging configuration that does not exist changes nothing") {
    house h;
    const auto unknown = configuration("unknown").arn;
    const auto updated =
        h.update({.name = "after",
                  .maximum_message_length = 1,
                  .logging_configurations = std::vector{h.third.arn, unknown, h.first.arn}});
    CHECK(refusal_of(updated) == refusal::logging_configuration_not_found);
    CHECK(updated.error().resource == unknown);
    CHECK((h.current().settings == h.before));
    CHECK((h.current().updated == start));
    CHECK(h.done.empty());
}

TEST_CASE("an unknown room and one of somebody else are not updated") {
    house h;
    const auto unknown = h.update({.name = "after"}, demo_room + "x");
    CHECK(refusal_of(unknown) == refusal::room_not_found);
    CHECK(unknown.error().resource == demo_room + "x");
    for (const auto& who : {resident("111111111111"), resident("123456789012", "eu-west-1")}) {
        CHECK(refusal_of(h.chat.update_room(h.now, who, demo_room, {.name = "after"}, h.done)) ==
              refusal::room_not_found);
    }
    CHECK((h.current().settings == h.before));
    CHECK(h.done.empty());
}

TEST_CASE("an update applies to the next message") {
    house h;
    const auto id = h.join();
    CHECK_FALSE(h.say(id, "abcd").has_value());
    REQUIRE(h.update({.maximum_message_length = 3}).has_value());
    CHECK(h.say(id, "abcd") == refusal::content_too_long);
    CHECK_FALSE(h.say(id, "abc").has_value());
}
