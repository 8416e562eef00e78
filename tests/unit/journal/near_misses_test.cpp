#include "journal/near_misses.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

std::vector<near_miss> near_misses(const ring& ring, const filter& wanted) {
    near_miss_ranking ranking;
    for (const auto& each : ring.after(wanted.after)) ranking.test(each, wanted.conditions);
    return ranking.describe(ring, wanted.conditions);
}

std::vector<std::uint64_t> numbers_of_misses(const std::vector<near_miss>& misses) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : misses) numbers.push_back(each.what.number);
    return numbers;
}

using numbers = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("the entries that fail the fewest conditions are the nearest") {
    ring ring;
    ring.append(message("bob", "bye", attic));    // 1: fails all three
    ring.append(message("bob", "bye"));           // 2: has the room
    ring.append(message("alice", "bye"));         // 3: has room and user
    ring.append(message("alice", "hello"));       // 4: is no miss
    ring.append(message("alice", "hola", attic)); // 5: has the user
    const filter wanted{.conditions = {is(field::room, lobby), is(field::user, "alice"),
                                       has(field::content, "hell")}};
    const auto misses = near_misses(ring, wanted);
    CHECK((numbers_of_misses(misses) == numbers{3, 5, 2, 1}));
    REQUIRE(misses[0].differences.size() == 1);
    CHECK((misses[0].differences[0].failed.where == field::content));
    CHECK(text_of(misses[0].differences[0].failed) == "hell");
    CHECK(misses[0].differences[0].found == "bye");
    CHECK(misses[1].differences.size() == 2);
}

TEST_CASE("another value is nearer than none") {
    ring ring;
    ring.append(message("alice", "bye"));
    ring.append({.kind = entry_kind::close, .room_arn = lobby, .user_id = "alice"});
    const filter wanted{.conditions = {is(field::user, "alice"), is(field::content, "hello")}};
    const auto misses = near_misses(ring, wanted);
    CHECK((numbers_of_misses(misses) == numbers{1, 2}));
    CHECK_FALSE(misses[1].differences[0].found);
}

TEST_CASE("an entry without any of the wanted members is no near miss") {
    ring ring;
    ring.append({.kind = entry_kind::close});
    CHECK(near_misses(ring, {.conditions = {is(field::content, "hello")}}).empty());
    CHECK(near_misses(ring, {.conditions = {}}).empty());
    ring.append(message("alice", "bye"));
    CHECK(near_misses(ring, {.conditions = {is(field::content, "hello")}}).size() == 1);
}

TEST_CASE("of equally near misses the latest five are reported") {
    ring ring;
    for (int i = 0; i < 8; ++i) ring.append(message("bob", "hello"));
    const filter alice{.conditions = {is(field::user, "alice"), is(field::content, "hello")}};
    CHECK((numbers_of_misses(near_misses(ring, alice)) == numbers{8, 7, 6, 5, 4}));
    auto late = alice;
    late.after = 6;
    CHECK((numbers_of_misses(near_misses(ring, late)) == numbers{8, 7}));
}

TEST_CASE("a near miss that fell out of the ring is not reported") {
    ring ring{{.entries = 2}};
    near_miss_ranking ranking;
    const std::vector wanted{is(field::user, "alice"), is(field::content, "hello")};
    for (const auto* const content : {"hello", "bye", "hello"}) {
        CHECK_FALSE(ranking.test(ring.append(message("bob", content)), wanted));
    }
    CHECK(ranking.test(ring.append(message("alice", "hello")), wanted));
    CHECK((numbers_of_misses(ranking.describe(ring, wanted)) == numbers{3}));
}
