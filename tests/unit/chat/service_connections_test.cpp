#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

constexpr std::chrono::nanoseconds instant{1};

std::vector<session_id> closed_at(party& p, timestamp now) {
    effects done;
    p.chat.advance(now, done);
    std::vector<session_id> ids;
    for (const auto& effect : done) {
        const auto* closed = std::get_if<closure>(&effect);
        REQUIRE(closed != nullptr);
        CHECK(closed->reason.empty());
        const bool is_expiry = closed->cause == close_cause::session_expired;
        CHECK(is_expiry);
        ids.push_back(closed->session);
    }
    return ids;
}

} // namespace

TEST_CASE("a token opens one connection, once") {
    party p;
    const auto grant = p.make_grant();
    const auto id = p.join(grant);
    CHECK(refusal_of(p.chat.connect(p.now, grant, p.done)) == refusal::token_used);
    CHECK(refusal_of(p.chat.connect(p.now + minutes{59}, grant, p.done)) == refusal::token_used);
    p.chat.disconnect(id);
    CHECK(refusal_of(p.chat.connect(p.now, grant, p.done)) == refusal::token_used);
    CHECK(p.chat.session_count() == 0);
}

TEST_CASE("a session begins at the time of its handshake") {
    party p;
    p.join("ann");
    p.now += minutes{1};
    p.join("bob");
    std::vector<timestamp> begins;
    p.chat.sessions().for_each([&](const session& each) { begins.push_back(each.connected); });
    CHECK((begins == std::vector<timestamp>{p.now - minutes{1}, p.now}));
}

TEST_CASE("a used token opens nothing at the moment of its expiry either") {
    // It was opened a moment earlier, when it had not expired yet.
    party p;
    auto grant = p.make_grant();
    grant.token_expires_at = p.now + minutes{1};
    p.join(grant);
    CHECK_FALSE(p.chat.connect(grant.token_expires_at, grant, p.done).has_value());
    CHECK(p.chat.session_count() == 1);
}

TEST_CASE("several connections of one user stand side by side") {
    party p;
    const auto first = p.join("ann");
    const auto second = p.join("ann");
    CHECK(first != second);
    CHECK(p.chat.session_count() == 2);
    CHECK_FALSE(p.say(first, "one").has_value());
    CHECK_FALSE(p.say(second, "two").has_value());
}

TEST_CASE("a session that would be over already does not start, and the token stays unused") {
    party p;
    auto grant = p.make_grant();
    grant.session_expires_at = p.now + minutes{1};
    CHECK(refusal_of(p.chat.connect(p.now + minutes{1}, grant, p.done)) == refusal::token_expired);
    CHECK_FALSE(
        refusal_of(p.chat.connect(p.now + minutes{1} - instant, grant, p.done)).has_value());
}

TEST_CASE("a deleted room cannot be entered, and the token stays unused") {
    party p;
    const auto grant = p.make_grant();
    const caller anybody{.account = {}, .region = {}, .default_account = "", .default_region = ""};
    REQUIRE(p.chat.delete_room(anybody, demo_room, p.done).has_value());
    CHECK(refusal_of(p.chat.connect(p.now, grant, p.done)) == refusal::room_not_found);
    p.chat.restore(make_room(demo_room, p.now));
    p.join(grant);
}

TEST_CASE("a missing room is created on connection under --auto-create-rooms") {
    party p{{.auto_create_rooms = true}};
    const std::string unknown = "arn:aws:ivschat:us-east-1:123456789012:room/UnknownRoom1";
    const auto id = p.join("ann", everything, unknown);
    CHECK(p.chat.rooms().size() == 3);
    CHECK_FALSE(p.say(id, "hello").has_value());
}

TEST_CASE("a connection that has left can do nothing") {
    party p;
    const auto id = p.join();
    p.chat.disconnect(id);
    p.chat.disconnect(id);
    CHECK(p.say(id, "hello") == refusal::no_such_session);
    CHECK(p.remove(id, "AbCdEfGhIjKl") == refusal::no_such_session);
    CHECK(p.kick(id, "ann") == refusal::no_such_session);
    CHECK(refusal_of(p.chat.admit_request(p.now, id)) == refusal::no_such_session);
}

TEST_CASE("sessions end at their expiry, in the order in which they fall due") {
    party p;
    CHECK_FALSE(p.chat.next_due().has_value());
    auto grant = p.make_grant();
    const auto join_for = [&](minutes length) {
        grant = p.make_grant();
        grant.session_expires_at = p.now + length;
        return p.join(grant);
    };
    const auto third = join_for(minutes{3});
    const auto first = join_for(minutes{1});
    const auto second = join_for(minutes{2});
    const auto fourth = join_for(minutes{3});
    CHECK((p.chat.next_due() == p.now + minutes{1}));
    CHECK(closed_at(p, p.now + minutes{1} - instant).empty());
    CHECK(closed_at(p, p.now + minutes{1}) == std::vector{first});
    CHECK((p.chat.next_due() == p.now + minutes{2}));
    CHECK(closed_at(p, p.now + minutes{1}).empty());
    CHECK(closed_at(p, p.now + minutes{9}) == std::vector{second, third, fourth});
    CHECK_FALSE(p.chat.next_due().has_value());
    CHECK(p.chat.session_count() == 0);
    CHECK(p.say(first, "hello") == refusal::no_such_session);
}

TEST_CASE("a connection that has left is not closed at its expiry") {
    party p;
    const auto id = p.join();
    const auto other = p.join();
    p.chat.disconnect(id);
    CHECK(closed_at(p, p.now + minutes{60}) == std::vector{other});
}

TEST_CASE("deleting a room keeps its connections, which then have no room") {
    party p;
    const auto id = p.join();
    const caller anybody{.account = {}, .region = {}, .default_account = "", .default_region = ""};
    REQUIRE(p.chat.delete_room(anybody, demo_room, p.done).has_value());
    CHECK(p.chat.session_count() == 1);
    CHECK(p.say(id, "hello") == refusal::room_not_found);
    CHECK(p.remove(id, "AbCdEfGhIjKl") == refusal::room_not_found);
    CHECK(p.kick(id, "ann") == refusal::room_not_found);
    CHECK(p.done.empty());
    CHECK(closed_at(p, p.now + minutes{60}) == std::vector{id});
}

TEST_CASE("the use of a token is an effect, so that it is stored") {
    party p;
    const auto grant = p.make_grant();
    REQUIRE(p.chat.use_token(p.now, grant, p.done).has_value());
    REQUIRE(p.done.size() == 1);
    const auto& used = std::get<token_used>(p.done[0]);
    CHECK(used.token == grant.token);
    CHECK((used.expires_at == grant.token_expires_at));
}

TEST_CASE("a session opens only if its room is still there once the token is used up") {
    party p;
    const auto grant = p.make_grant();
    REQUIRE(p.chat.use_token(p.now, grant, p.done).has_value());
    CHECK(p.chat.session_count() == 0);
    CHECK(refusal_of(p.chat.use_token(p.now, grant, p.done)) == refusal::token_used);
    p.chat.reset_room(demo_room, std::nullopt, p.done);
    CHECK(refusal_of(p.chat.open_session(p.now, grant, p.done)) == refusal::room_not_found);
    CHECK(p.chat.session_count() == 0);
}

TEST_CASE("a session opens only if its token has not expired meanwhile") {
    party p;
    const auto grant = p.make_grant();
    REQUIRE(p.chat.use_token(p.now, grant, p.done).has_value());
    p.chat.expire_token(p.now, grant.token, grant.token_expires_at, p.done);
    CHECK(refusal_of(p.chat.open_session(p.now, grant, p.done)) == refusal::token_expired);
}

TEST_CASE("a token that was used up in vain can be used again") {
    party p;
    const auto grant = p.make_grant();
    REQUIRE(p.chat.use_token(p.now, grant, p.done).has_value());
    p.done.clear();
    p.chat.release_token(grant, p.done);
    REQUIRE(p.done.size() == 1);
    CHECK(std::get<token_released>(p.done[0]).token == grant.token);
    p.join(grant);
    p.done.clear();
    p.chat.release_token(p.make_grant(), p.done);
    CHECK(p.done.empty()); // it was not used
}

TEST_CASE("a used token is remembered until it has expired by the real time, too") {
    party p;
    const auto grant = p.make_grant();
    p.join(grant);
    const auto real_time = p.now;
    p.now += minutes{61}; // the test clock
    CHECK(p.chat.use_token(p.now, p.make_grant("bob"), p.done, real_time).has_value());
    CHECK((p.chat.state_of(real_time, grant.token, grant.token_expires_at) == token_state::used));
}
