#include "party.hpp"

#include "support/hostile_strings.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

TEST_CASE("a message goes to the room of its sender") {
    party p;
    auto grant = p.make_grant("ann", {capability::send_message});
    grant.attributes = {{"avatar", "a.png"}};
    const auto id = p.join(grant);
    p.now += milliseconds{5};
    CHECK_FALSE(p.act(id, send_message{.request_id = "r1",
                                       .content = " Hi ",
                                       .attributes = attribute_map{{"mood", "good"}}})
                    .has_value());
    REQUIRE(p.done.size() == 1);
    CHECK(std::get<delivery>(p.done[0]).room_arn == demo_room);
    const auto& sent = p.delivered<message>();
    CHECK(sent.id.size() == 12);
    CHECK(sent.request_id == "r1");
    CHECK(sent.content == " Hi ");
    CHECK((sent.attributes == attribute_map{{"mood", "good"}}));
    CHECK((sent.sent_at == p.now));
    CHECK(sent.sender_user_id == "ann");
    CHECK((sent.sender_attributes == attribute_map{{"avatar", "a.png"}}));
}

TEST_CASE("what the sender leaves out stays out") {
    party p;
    const auto id = p.join();
    CHECK_FALSE(p.say(id, "Hi").has_value());
    CHECK(p.delivered<message>().request_id.empty());
    CHECK_FALSE(p.delivered<message>().attributes.has_value());
    CHECK(p.delivered<message>().sender_attributes.empty());
    CHECK_FALSE(p.say(id, "Hi", attribute_map{}).has_value());
    REQUIRE(p.delivered<message>().attributes.has_value());
    CHECK(p.delivered<message>().attributes->empty());
}

TEST_CASE("every message and event has an id of its own") {
    party p;
    const auto id = p.join();
    std::set<std::string> ids;
    for (int i = 0; i < 300; ++i) {
        p.now += seconds{1};
        REQUIRE_FALSE(p.say(id, "Hi").has_value());
        ids.insert(p.delivered<message>().id);
        REQUIRE_FALSE(p.remove(id, "AbCdEfGhIjKl").has_value());
        ids.insert(p.delivered<event>().id);
    }
    CHECK(ids.size() == 600);
}

TEST_CASE("what a session may do is what its token allows") {
    struct row {
        std::string_view name;
        capability_set capabilities;
        bool sends = false;
        bool deletes = false;
        bool disconnects = false;
    };
    const row rows[] = {
        {.name = "nothing", .capabilities = {}},
        {.name = "send", .capabilities = {capability::send_message}, .sends = true},
        {.name = "delete", .capabilities = {capability::delete_message}, .deletes = true},
        {.name = "disconnect", .capabilities = {capability::disconnect_user}, .disconnects = true},
        {.name = "moderate",
         .capabilities = {capability::delete_message, capability::disconnect_user},
         .deletes = true,
         .disconnects = true},
        {.name = "everything",
         .capabilities = everything,
         .sends = true,
         .deletes = true,
         .disconnects = true},
    };
    const auto expected = [](bool may) {
        return may ? std::nullopt : std::optional{refusal::capability_missing};
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        party p;
        const auto id = p.join("ann", row.capabilities);
        CHECK(p.say(id, "Hi") == expected(row.sends));
        CHECK(p.done.size() == (row.sends ? 1 : 0));
        CHECK(p.remove(id, "AbCdEfGhIjKl") == expected(row.deletes));
        CHECK(p.done.size() == (row.deletes ? 1 : 0));
        CHECK(p.kick(id, "bob") == expected(row.disconnects));
        CHECK(p.done.size() == (row.disconnects ? 1 : 0));
    }
}

TEST_CASE("without the capability nothing else about a request is told") {
    party p;
    const auto id = p.join("ann", {});
    CHECK(p.say(id, "") == refusal::capability_missing);
    CHECK(p.remove(id, "?") == refusal::capability_missing);
    CHECK(p.kick(id, "") == refusal::capability_missing);
}

TEST_CASE("hostile strings come through as content, attributes and user id") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        party p;
        const std::string text{hostile.text};
        auto grant = p.make_grant(text);
        grant.attributes = {{text, text}};
        const auto id = p.join(grant);
        REQUIRE_FALSE(p.act(id, send_message{.request_id = text,
                                             .content = "a" + text,
                                             .attributes = attribute_map{{text, text}}})
                          .has_value());
        const auto& sent = p.delivered<message>();
        CHECK(sent.request_id == text);
        CHECK(sent.content == "a" + text);
        CHECK(sent.sender_user_id == text);
        CHECK((sent.attributes == attribute_map{{text, text}}));
        CHECK((sent.sender_attributes == attribute_map{{text, text}}));
        CHECK_FALSE(p.kick(id, text, text).has_value());
        REQUIRE(p.done.size() == 2);
        CHECK(p.closed(1).reason == text);
    }
}
