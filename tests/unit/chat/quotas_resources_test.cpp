// How many rooms, logging configurations and connections there may be.
#include "accounts.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

TEST_CASE("the quota limits rooms per account and region, and a deleted one frees its place") {
    quotas limits;
    limits.rooms = 2;
    accounts a{limits};
    const auto who = resident("222222222222");
    CHECK(a.create(who) == std::nullopt);
    CHECK(a.create(who) == std::nullopt);
    a.done.clear();
    const auto refused = a.chat.create_room(a.now, who, {}, a.done);
    CHECK(refusal_of(refused) == refusal::too_many_rooms);
    CHECK(refused.error().resource == "222222222222");
    CHECK(refused.error().limit == 2);
    CHECK(a.done.empty());
    CHECK(a.create(resident("222222222222", "eu-west-1")) == std::nullopt);
    CHECK(a.create(resident("333333333333")) == std::nullopt);
    // Restored rooms count.
    CHECK(a.create(resident()) == refusal::too_many_rooms);
    CHECK(a.create(resident("111111111111")) == std::nullopt);
    const auto first = a.chat.list_rooms(who, {}, {}, 50).items.front()->arn;
    REQUIRE(a.chat.delete_room(who, first, a.done).has_value());
    CHECK(a.create(who) == std::nullopt);
    CHECK(a.create(who) == refusal::too_many_rooms);
}

TEST_CASE("the quota limits logging configurations per account and region, and a deleted one frees "
          "its place") {
    accounts a{aws_quotas()};
    for (int i = 0; i < 10; ++i) CHECK(a.configure(resident()) == std::nullopt);
    a.done.clear();
    CHECK(a.configure(resident()) == refusal::too_many_logging_configurations);
    CHECK(a.done.empty());
    CHECK(a.configure(resident("111111111111")) == std::nullopt);
    CHECK(a.configure(resident("123456789012", "eu-west-1")) == std::nullopt);
    const auto first = a.chat.list_logging_configurations(resident(), {}, 50).items.front()->arn;
    REQUIRE(a.chat.delete_logging_configuration(resident(), first, a.done).has_value());
    CHECK(a.configure(resident()) == std::nullopt);
    CHECK(a.configure(resident()) == refusal::too_many_logging_configurations);
}

TEST_CASE("a connection that ends frees its place in the quota") {
    struct row {
        std::string_view name;
        void (*end)(accounts& a, session_id moderator, session_id bob);
    };
    const row rows[] = {
        {"it disconnects", [](accounts& a, session_id, session_id bob) { a.chat.disconnect(bob); }},
        {"a connection dismisses its user",
         [](accounts& a, session_id moderator, session_id) {
             CHECK_FALSE(a.kick(moderator, "bob").has_value());
         }},
        {"a backend dismisses its user",
         [](accounts& a, session_id, session_id) {
             const disconnect_user dismissal{.request_id = {}, .user_id = "bob", .reason = {}};
             CHECK(a.chat.send(a.now, resident(), demo_room, dismissal, a.done).has_value());
         }},
        {"its session expires",
         [](accounts& a, session_id, session_id) {
             a.now += minutes{5};
             a.chat.advance(a.now, a.done);
         }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        quotas limits;
        limits.connections = 2;
        accounts a{limits};
        const auto moderator = a.join("mod");
        auto short_lived = a.make_grant("bob");
        short_lived.session_expires_at = a.now + minutes{5};
        const auto bob = a.join(short_lived);
        const auto late = a.make_grant("late");
        a.done.clear();
        CHECK(a.connect(late) == refusal::too_many_connections);
        CHECK(a.done.empty());
        row.end(a, moderator, bob);
        // The refusal did not use the token up.
        CHECK(a.connect(late) == std::nullopt);
        CHECK(a.chat.session_count() == 2);
        CHECK(a.connect(a.make_grant("later")) == refusal::too_many_connections);
    }
}

TEST_CASE("connections are counted by the account and the region of their rooms") {
    const auto elsewhere = room_of("111111111111", "us-east-1");
    const auto abroad = room_of("123456789012", "eu-west-1");
    quotas limits;
    limits.connections = 1;
    accounts a{limits};
    const auto first = a.join();
    // Every room of an account in a region counts.
    const auto refused = a.chat.connect(a.now, a.make_grant("bob", everything, other_room), a.done);
    CHECK(refusal_of(refused) == refusal::too_many_connections);
    CHECK(refused.error().resource == "123456789012");
    CHECK(refused.error().limit == 1);
    for (const auto& room : {elsewhere, abroad}) {
        CAPTURE(room);
        CHECK(a.connect(a.make_grant("ann", everything, room)) == std::nullopt);
        CHECK(a.connect(a.make_grant("bob", everything, room)) == refusal::too_many_connections);
    }
    a.chat.disconnect(first);
    CHECK(a.connect(a.make_grant("bob", everything, other_room)) == std::nullopt);
    CHECK(a.connect(a.make_grant("cat", everything, abroad)) == refusal::too_many_connections);
}

TEST_CASE("a connection to a room that is deleted still counts") {
    quotas limits;
    limits.connections = 1;
    accounts a{limits};
    a.join();
    REQUIRE(a.chat.delete_room(resident(), demo_room, a.done).has_value());
    CHECK(a.connect(a.make_grant("bob", everything, other_room)) == refusal::too_many_connections);
}

TEST_CASE("rooms that are created on first use count against the quota, whoever uses them first") {
    struct row {
        std::string_view name;
        std::optional<refusal> (*use)(party& p, const std::string& room);
    };
    const row rows[] = {
        {"a connection",
         [](party& p, const std::string& room) {
             return refusal_of(
                 p.chat.connect(p.now, p.make_grant("ann", everything, room), p.done));
         }},
        {"a look at it",
         [](party& p, const std::string& room) {
             return refusal_of(p.chat.find_room(p.now, resident(), room, p.done));
         }},
        {"an event",
         [](party& p, const std::string& room) {
             const send_event event{.name = "e", .attributes = {}};
             return refusal_of(p.chat.send(p.now, resident(), room, event, p.done));
         }},
        {"a tag",
         [](party& p, const std::string& room) {
             return refusal_of(p.chat.tag(p.now, resident(), room, {{"a", "b"}}, p.done));
         }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        quotas limits;
        limits.rooms = 3; // two are there
        party p{{.auto_create_rooms = true, .quotas = limits}};
        CHECK(row.use(p, numbered_room(1)) == std::nullopt);
        p.done.clear();
        CHECK(row.use(p, numbered_room(2)) == refusal::too_many_rooms);
        CHECK(p.done.empty());
        CHECK(p.chat.rooms().size() == 3);
        CHECK(row.use(p, numbered_room(1)) == std::nullopt);
        const auto abroad = p.make_grant("ann", everything, room_of("123456789012", "eu-west-1"));
        CHECK(p.chat.connect(p.now, abroad, p.done).has_value());
        REQUIRE(p.chat.delete_room(resident(), numbered_room(1), p.done).has_value());
        CHECK(row.use(p, numbered_room(2)) == std::nullopt);
    }
}

TEST_CASE("a deleted room is created again only within the quota, and a refusal does not use the "
          "token up") {
    quotas limits;
    limits.rooms = 2;
    party p{{.auto_create_rooms = true, .quotas = limits}};
    const auto ann = p.join();
    REQUIRE(p.chat.delete_room(resident(), demo_room, p.done).has_value());
    REQUIRE(p.chat.create_room(p.now, resident(), {}, p.done).has_value());
    const auto late = p.make_grant("late");
    CHECK(p.say(ann, "hello") == refusal::too_many_rooms);
    CHECK(refusal_of(p.chat.connect(p.now, late, p.done)) == refusal::too_many_rooms);
    REQUIRE(p.chat.delete_room(resident(), other_room, p.done).has_value());
    CHECK(p.say(ann, "hello") == std::nullopt);
    CHECK(refusal_of(p.chat.connect(p.now, late, p.done)) == std::nullopt);
}
