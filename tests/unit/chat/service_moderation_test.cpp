#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

// What the event of a command says.
attribute_map attributes_of(const event& event) {
    REQUIRE(event.attributes.has_value());
    return *event.attributes;
}

} // namespace

TEST_CASE("a deletion tells the room which message to delete, in both spellings") {
    party p;
    const auto id = p.join();
    p.now += seconds{1};
    CHECK_FALSE(
        p.act(id,
              delete_message{.request_id = "r1", .message_id = "AbCdEfGhIjKl", .reason = "rude"})
            .has_value());
    REQUIRE(p.done.size() == 1);
    CHECK(std::get<delivery>(p.done[0]).room_arn == demo_room);
    const auto& told = p.delivered<event>();
    CHECK(told.id.size() == 12);
    CHECK(told.id != "AbCdEfGhIjKl");
    CHECK(told.request_id == "r1");
    CHECK(told.name == "aws:DELETE_MESSAGE");
    CHECK((told.sent_at == p.now));
    const attribute_map expected{
        {"MessageID", "AbCdEfGhIjKl"}, {"MessageId", "AbCdEfGhIjKl"}, {"Reason", "rude"}};
    CHECK((attributes_of(told) == expected));
}

TEST_CASE("a reason that is not given is left out") {
    party p;
    const auto id = p.join();
    CHECK_FALSE(p.remove(id, "AbCdEfGhIjKl").has_value());
    const attribute_map deletion{{"MessageID", "AbCdEfGhIjKl"}, {"MessageId", "AbCdEfGhIjKl"}};
    CHECK((attributes_of(p.delivered<event>()) == deletion));
    CHECK(p.delivered<event>().request_id.empty());
    CHECK_FALSE(p.kick(id, "bob").has_value());
    CHECK((attributes_of(p.delivered<event>()) == attribute_map{{"UserId", "bob"}}));
}

TEST_CASE("a message that does not exist may be deleted") {
    // The server keeps no messages: the event is for clients.
    party p;
    CHECK_FALSE(p.remove(p.join(), "neverwritten").has_value());
}

TEST_CASE("disconnecting a user notifies the room first and then closes the user's connections") {
    party p;
    const auto moderator = p.join("mod");
    const auto first = p.join("ann");
    const auto bystander = p.join("bob");
    const auto second = p.join("ann", {});
    const auto elsewhere = p.join("ann", everything, other_room);
    CHECK_FALSE(
        p.act(moderator, disconnect_user{.request_id = "r1", .user_id = "ann", .reason = "rude"})
            .has_value());
    REQUIRE(p.done.size() == 3);
    CHECK(std::get<delivery>(p.done[0]).room_arn == demo_room);
    const auto& told = p.delivered<event>(0);
    CHECK(told.name == "aws:DISCONNECT_USER");
    CHECK(told.request_id == "r1");
    CHECK((attributes_of(told) == attribute_map{{"Reason", "rude"}, {"UserId", "ann"}}));
    CHECK(p.closed(1).session == first);
    CHECK(p.closed(2).session == second);
    for (std::size_t i : {1U, 2U}) {
        CHECK(p.closed(i).reason == "rude");
        const bool is_kick = p.closed(i).cause == close_cause::user_disconnected;
        CHECK(is_kick);
    }
    CHECK(p.chat.session_count() == 3);
    CHECK(p.say(first, "Hi") == refusal::no_such_session);
    CHECK(p.say(second, "Hi") == refusal::no_such_session);
    CHECK_FALSE(p.say(bystander, "Hi").has_value());
    CHECK_FALSE(p.say(elsewhere, "Hi").has_value());
}

TEST_CASE("a user who is not there may be disconnected") {
    party p;
    const auto id = p.join("mod");
    for (const std::string user : {"nobody", "MOD", "mo", "mod "}) {
        CAPTURE(user);
        CHECK_FALSE(p.kick(id, user).has_value());
        CHECK(p.done.size() == 1);
    }
    CHECK(p.chat.session_count() == 1);
}

TEST_CASE("a moderator may disconnect itself") {
    party p;
    const auto id = p.join("mod");
    CHECK_FALSE(p.kick(id, "mod").has_value());
    REQUIRE(p.done.size() == 2);
    CHECK(p.closed(1).session == id);
    CHECK(p.closed(1).reason.empty());
    CHECK(p.chat.session_count() == 0);
}

TEST_CASE("a disconnected user may come back with another token") {
    party p;
    const auto moderator = p.join("mod");
    const auto grant = p.make_grant("ann");
    p.join(grant);
    REQUIRE_FALSE(p.kick(moderator, "ann").has_value());
    CHECK(refusal_of(p.chat.connect(p.now, grant, p.done)) == refusal::token_used);
    CHECK_FALSE(p.say(p.join("ann"), "Hi").has_value());
}
