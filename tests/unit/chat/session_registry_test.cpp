#include "chat/session_registry.hpp"

#include "party.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

session_id open(session_registry& registry, std::string room, std::string user,
                timestamp expires_at = start) {
    return registry
        .open({.id = {},
               .room_arn = std::move(room),
               .user_id = std::move(user),
               .attributes = {},
               .capabilities = {},
               .expires_at = expires_at})
        .id;
}

using ids = std::vector<session_id>;

} // namespace

TEST_CASE("a session is found until it is closed, and its id never returns") {
    session_registry registry;
    const auto first = open(registry, "room", "ann");
    REQUIRE(registry.find(first) != nullptr);
    CHECK(registry.find(first)->user_id == "ann");
    registry.close(first);
    CHECK(registry.find(first) == nullptr);
    CHECK(registry.size() == 0);
    const auto second = open(registry, "room", "ann");
    CHECK(second != first);
    registry.close(first);
    CHECK(registry.size() == 1);
}

TEST_CASE("the sessions of a user in a room come in the order of joining") {
    session_registry registry;
    const auto a1 = open(registry, "room", "ann", start + seconds{3});
    const auto b = open(registry, "room", "bob");
    const auto a2 = open(registry, "room", "ann", start + seconds{1});
    const auto elsewhere = open(registry, "room2", "ann");
    const auto a3 = open(registry, "room", "ann", start + seconds{2});
    CHECK(registry.of_user("room", "ann") == ids{a1, a2, a3});
    CHECK(registry.of_user("room", "bob") == ids{b});
    CHECK(registry.of_user("room2", "ann") == ids{elsewhere});
    registry.close(a2);
    CHECK(registry.of_user("room", "ann") == ids{a1, a3});
}

TEST_CASE("users are told apart by every byte of their ids") {
    session_registry registry;
    const auto plain = open(registry, "room", "ann");
    const auto longer = open(registry, "room", std::string{"ann\0", 4});
    const auto capital = open(registry, "room", "Ann");
    CHECK(registry.of_user("room", "ann") == ids{plain});
    CHECK(registry.of_user("room", std::string_view{"ann\0", 4}) == ids{longer});
    CHECK(registry.of_user("room", "Ann") == ids{capital});
    CHECK(registry.of_user("room", "an").empty());
    CHECK(registry.of_user("roo", "mann").empty());
    CHECK(registry.of_user("", "").empty());
}

TEST_CASE("sessions expire earliest first") {
    session_registry registry;
    CHECK_FALSE(registry.next_expiry().has_value());
    CHECK_FALSE(registry.expired(start).has_value());
    const auto late = open(registry, "room", "ann", start + seconds{2});
    const auto early = open(registry, "room", "bob", start + seconds{1});
    const auto tied = open(registry, "room", "cid", start + seconds{1});
    CHECK((registry.next_expiry() == start + seconds{1}));
    CHECK_FALSE(registry.expired(start + seconds{1} - std::chrono::nanoseconds{1}).has_value());
    CHECK((registry.expired(start + seconds{1}) == early));
    registry.close(early);
    CHECK((registry.expired(start + seconds{9}) == tied));
    registry.close(tied);
    CHECK((registry.expired(start + seconds{9}) == late));
    registry.close(late);
    CHECK_FALSE(registry.next_expiry().has_value());
}

TEST_CASE("ten thousand sessions keep their places while others come and go") {
    session_registry registry;
    ids kept;
    for (int i = 0; i < 10'000; ++i) {
        const auto id = open(registry, "room" + std::to_string(i % 7), "a user id that is long");
        if (i % 3 == 0)
            registry.close(id);
        else if (i % 7 == 5)
            kept.push_back(id);
    }
    CHECK(registry.of_user("room5", "a user id that is long") == kept);
}
