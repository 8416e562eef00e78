#include "party.hpp"

#include "chat/arn.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

caller from(std::optional<std::string> account, std::optional<std::string> region,
            std::string default_account = "000000000000",
            std::string default_region = "us-east-1") {
    return {.account = std::move(account),
            .region = std::move(region),
            .default_account = std::move(default_account),
            .default_region = std::move(default_region)};
}

const std::string unknown_room = "arn:aws:ivschat:us-east-1:123456789012:room/UnknownRoom1";

} // namespace

TEST_CASE("a room belongs to the account and region of its creator") {
    party p;
    const auto who = from("111111111111", "eu-west-1", "111111111111", "eu-west-1");
    room_settings settings;
    settings.name = "demo";
    settings.tags = {{"a", "b"}};
    const auto created = p.chat.create_room(p.now, who, settings, p.done);
    REQUIRE(created.has_value());
    const auto parts = parse_arn(created->arn);
    REQUIRE(parts.has_value());
    CHECK(parts->region == "eu-west-1");
    CHECK(parts->account == "111111111111");
    CHECK(parts->type == "room");
    CHECK(parts->id.size() == 12);
    CHECK((created->settings == settings));
    CHECK((created->created == p.now));
    CHECK((in_milliseconds(created->updated) == p.now));
    const auto found = p.chat.find_room(p.now, who, created->arn, p.done);
    REQUIRE(found.has_value());
    CHECK(found->arn == created->arn);
    CHECK((found->settings == created->settings));
}

TEST_CASE("rooms of the same name are different rooms") {
    party p;
    const auto who = from({}, {});
    const auto first = p.chat.create_room(p.now, who, {}, p.done);
    REQUIRE(first.has_value());
    const auto arn = first->arn;
    const auto second = p.chat.create_room(p.now, who, {}, p.done);
    REQUIRE(second.has_value());
    CHECK(second->arn != arn);
    CHECK(p.chat.rooms().size() == 4);
}

TEST_CASE("an id that is taken is drawn again") {
    service chat{{}};
    effects ignored;
    const auto create = [&] { // each time with the same seed
        return apply(chat, start, seed{}, create_room{.caller = from({}, {})}, ignored);
    };
    const auto first = create();
    REQUIRE(first.has_value());
    CHECK(first->arn.ends_with("room/AAAAAAAAAAAA"));
    const auto second = create();
    REQUIRE(second.has_value());
    CHECK(second->arn != first->arn);
    CHECK(second->arn.size() == first->arn.size());
    CHECK(chat.rooms().size() == 2);
}

TEST_CASE("a room is not created with a logging configuration that does not exist") {
    party p;
    room_settings settings;
    settings.logging_configurations = {"arn:aws:ivschat:us-east-1:1:logging-configuration/a"};
    CHECK(refusal_of(p.chat.create_room(p.now, from({}, {}), settings, p.done)) ==
          refusal::logging_configuration_not_found);
    CHECK(p.chat.rooms().size() == 2);
}

TEST_CASE("a room of another account or region is not found and not deleted") {
    struct row {
        std::string_view name;
        caller who;
        bool finds = false;
    };
    const row rows[] = {
        {.name = "bound to nothing", .who = from({}, {}), .finds = true},
        {.name = "its account", .who = from("123456789012", {}), .finds = true},
        {.name = "its region", .who = from({}, "us-east-1"), .finds = true},
        {.name = "both", .who = from("123456789012", "us-east-1"), .finds = true},
        {.name = "another account", .who = from("111111111111", "us-east-1")},
        {.name = "another region", .who = from("123456789012", "us-west-2")},
        {.name = "another region, bound to no account", .who = from({}, "us-west-2")},
        {.name = "at home there, but bound elsewhere",
         .who = from("111111111111", "us-east-1", "123456789012")},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        party p;
        const std::optional<refusal> expected =
            row.finds ? std::nullopt : std::optional{refusal::room_not_found};
        CHECK(refusal_of(p.chat.find_room(p.now, row.who, demo_room, p.done)) == expected);
        CHECK(refusal_of(p.chat.delete_room(row.who, demo_room, p.done)) == expected);
        CHECK(p.chat.rooms().size() == (row.finds ? 1 : 2));
    }
}

TEST_CASE("an unknown room is not found") {
    party p;
    CHECK(refusal_of(p.chat.find_room(p.now, from({}, {}), unknown_room, p.done)) ==
          refusal::room_not_found);
    CHECK(refusal_of(p.chat.find_room(p.now, from({}, {}), "UnknownRoom1", p.done)) ==
          refusal::room_not_found);
    CHECK(refusal_of(p.chat.delete_room(from({}, {}), unknown_room, p.done)) ==
          refusal::room_not_found);
}

TEST_CASE("an unknown room is created on first use under --auto-create-rooms") {
    party p{{.auto_create_rooms = true}};
    const auto found = p.chat.find_room(p.now, from({}, {}), unknown_room, p.done);
    REQUIRE(found.has_value());
    CHECK(found->arn == unknown_room);
    CHECK((found->settings == room_settings{}));
    CHECK((found->created == p.now));
    CHECK(p.chat.rooms().size() == 3);
    REQUIRE(p.chat.find_room(p.now + seconds{1}, from({}, {}), unknown_room, p.done).has_value());
    CHECK(p.chat.rooms().size() == 3);
}

TEST_CASE("even then a caller creates no room that it may not access") {
    party p{{.auto_create_rooms = true}};
    CHECK(refusal_of(p.chat.find_room(p.now, from("111111111111", {}), unknown_room, p.done)) ==
          refusal::room_not_found);
    CHECK(refusal_of(p.chat.find_room(p.now, from({}, "eu-west-1"), unknown_room, p.done)) ==
          refusal::room_not_found);
    CHECK(refusal_of(p.chat.delete_room(from({}, {}), unknown_room, p.done)) ==
          refusal::room_not_found);
    CHECK(p.chat.rooms().size() == 2);
}

TEST_CASE("a restored room takes the place of the one with its ARN") {
    party p;
    room_settings settings;
    settings.name = "again";
    p.chat.restore(make_room(demo_room, start + seconds{9}, settings));
    CHECK(p.chat.rooms().size() == 2);
    const auto page = p.chat.list_rooms(from({}, {}), {}, {}, 50);
    REQUIRE(page.items.size() == 2);
    CHECK(page.items[0]->settings.name == "again");
}

TEST_CASE("a new room has the defaults of AWS") {
    const room_settings settings;
    CHECK(settings.maximum_message_length == 500);
    CHECK(settings.maximum_message_rate_per_second == 10);
    CHECK(settings.name.empty());
    CHECK_FALSE(settings.review_handler.has_value());
    const bool falls_back_to_allow = review_handler{}.fallback == review_fallback::allow;
    CHECK(falls_back_to_allow);
}
