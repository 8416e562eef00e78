// Message rates.
#include "accounts.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

TEST_CASE("all rooms together send a thousand messages a second") {
    constexpr int rooms = 30;
    const auto try_with = [](double per_second) {
        party p{{.quotas = aws_quotas()}};
        std::vector<session_id> people;
        room_settings settings;
        settings.maximum_message_rate_per_second = 100;
        for (int i = 0; i < rooms; ++i) {
            p.chat.restore(make_room(numbered_room(i), start, settings));
            people.push_back(p.join("ann", everything, numbered_room(i)));
        }
        std::size_t next = 0;
        int refused_otherwise = 0;
        const auto admitted = under_load(p, per_second, [&] {
            const auto why = p.say(people[next++ % rooms], "a");
            if (why && why != refusal::account_rate_exceeded) ++refused_otherwise;
            return !why;
        });
        CHECK(refused_otherwise == 0);
        return admitted;
    };
    CHECK(try_with(990) == 990 * a_minute);
    check_near(try_with(2900), 1000);
}

TEST_CASE("messages over all rooms are counted by account and region") {
    quotas limits;
    limits.send_messages_per_second = 2;
    accounts a{limits};
    for (const auto& room :
         {demo_room, room_of("111111111111", "us-east-1"), room_of("123456789012", "eu-west-1")}) {
        CAPTURE(room);
        const auto id = a.join("ann", everything, room);
        CHECK(a.say(id, "a") == std::nullopt);
        CHECK(a.say(id, "a") == std::nullopt);
        a.done.clear();
        const send_message message{.request_id = {}, .content = "a", .attributes = {}};
        const auto refused = a.chat.send(a.now, id, message, a.done);
        CHECK(refusal_of(refused) == refusal::account_rate_exceeded);
        CHECK(refused.error().limit == 2);
        CHECK(a.done.empty());
    }
    CHECK(a.say(a.join("ann", everything, other_room), "a") == refusal::account_rate_exceeded);
    // A message that is refused for its content is not counted.
    a.now += seconds{1};
    const auto id = a.join("ann", everything, other_room);
    for (int i = 0; i < 5; ++i) CHECK(a.say(id, "") == refusal::content_empty);
    CHECK(a.say(id, "a") == std::nullopt);
    CHECK(a.say(id, "a") == std::nullopt);
}

TEST_CASE("a room's rate may be overridden, whatever its own is") {
    struct row {
        std::string_view name;
        std::uint32_t rate;
        int admitted;
    };
    const row rows[] = {{"lower", 1, 1}, {"higher", 25, 25}, {"none", 0, 40}};
    for (const auto& row : rows) {
        CAPTURE(row.name);
        quotas limits;
        limits.room_message_rate_overrides[demo_room] = row.rate;
        accounts a{limits};
        const auto id = a.join();
        const auto neighbour = a.join("ann", everything, other_room);
        int admitted = 0;
        int admitted_there = 0;
        for (int i = 0; i < 40; ++i) {
            if (!a.say(id, "a")) ++admitted;
            if (!a.say(neighbour, "a")) ++admitted_there;
        }
        CHECK(admitted == row.admitted);
        CHECK(admitted_there == 10);
    }
}

TEST_CASE("an override of a room's rate holds over a minute and through updates") {
    quotas limits;
    limits.room_message_rate_overrides[demo_room] = 20;
    accounts a{limits};
    const auto id = a.join();
    REQUIRE(a.chat
                .update_room(a.now, resident(), demo_room, {.maximum_message_rate_per_second = 1},
                             a.done)
                .has_value());
    check_near(under_load(a, 60, [&] { return !a.say(id, "a"); }), 20);
}

TEST_CASE("the rates of rooms may be switched off, and overrides with them") {
    quotas limits;
    limits.room_message_rates = false;
    limits.room_message_rate_overrides[other_room] = 1;
    accounts a{limits};
    for (const auto& room : {demo_room, other_room}) {
        const auto id = a.join("ann", everything, room);
        for (int i = 0; i < 1000; ++i) REQUIRE(a.say(id, "a") == std::nullopt);
    }
}

TEST_CASE("the rate of connections may be changed and switched off") {
    for (const std::uint32_t limit : {3U, 0U}) {
        CAPTURE(limit);
        quotas limits;
        limits.requests_per_second_of_a_connection = limit;
        accounts a{limits};
        const auto id = a.join();
        int admitted = 0;
        for (int i = 0; i < 1000; ++i) {
            if (a.chat.admit_request(a.now, id)) ++admitted;
        }
        CHECK(admitted == (limit == 0 ? 1000 : 3));
    }
}
