#include "journal/waiters.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

// A ring, those who wait on it, and what they were told.
struct hall {
    ring entries;
    waiters waiting{entries};
    std::vector<outcome> told = {};

    completion note() {
        return [this](const outcome& outcome) { told.push_back(outcome); };
    }
    void append(entry what) { waiting.look_at(entries.append(std::move(what))); }
    waiter_id wait(expectation expected) {
        const auto id = waiting.start(std::move(expected), note());
        REQUIRE(id);
        return *id;
    }
};

expectation from_alice(std::uint32_t at_least, std::optional<std::uint32_t> at_most = {}) {
    return {.which = {.conditions = {is(field::user, "alice")}},
            .at_least = at_least,
            .at_most = at_most};
}

using numbers = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("what is there already is told at once") {
    hall hall;
    for (int i = 0; i < 5; ++i) hall.append(message("alice", "hi"));
    hall.wait(from_alice(3));
    REQUIRE(hall.told.size() == 1);
    CHECK(hall.told[0].is_fulfilled);
    CHECK(hall.told[0].matched == 3);
    CHECK(hall.told[0].last == 3);
    CHECK((numbers_of(hall.told[0].matches) == numbers{1, 2, 3}));
    CHECK(hall.told[0].near_misses.empty());
    CHECK(hall.waiting.size() == 0);
}

TEST_CASE("an expectation goes on where another ended") {
    hall hall;
    for (int i = 0; i < 3; ++i) hall.append(message("alice", "hi"));
    auto next = from_alice(2);
    next.which.after = 2;
    hall.wait(next);
    CHECK(hall.told.empty());
    hall.append(message("bob", "hi"));
    CHECK(hall.told.empty());
    hall.append(message("alice", "hi"));
    REQUIRE(hall.told.size() == 1);
    CHECK((numbers_of(hall.told[0].matches) == numbers{3, 5}));
    CHECK(hall.told[0].last == 5);
}

TEST_CASE("numbers that are still to come can be waited for") {
    hall hall;
    hall.append(message("alice", "hi"));
    auto later = from_alice(1);
    later.which.after = 2;
    const auto id = hall.wait(later);
    hall.append(message("alice", "hi"));
    CHECK(hall.told.empty());
    SUBCASE("until they come") {
        hall.append(message("alice", "hi"));
        REQUIRE(hall.told.size() == 1);
        CHECK(hall.told[0].last == 3);
    }
    SUBCASE("or the time is over") {
        hall.waiting.expire(id);
        REQUIRE(hall.told.size() == 1);
        CHECK_FALSE(hall.told[0].is_fulfilled);
        CHECK(hall.told[0].last == 2);
    }
}

TEST_CASE("when the time is over, the nearest misses are told") {
    hall hall;
    hall.append(message("alice", "hi"));
    const auto id = hall.wait(from_alice(3));
    hall.append(message("bob", "hi"));
    hall.append(message("alice", "hi"));
    CHECK(hall.told.empty());
    hall.waiting.expire(id);
    REQUIRE(hall.told.size() == 1);
    const auto& outcome = hall.told[0];
    CHECK_FALSE(outcome.is_fulfilled);
    CHECK(outcome.matched == 2);
    CHECK(outcome.at_least == 3);
    CHECK(outcome.last == 3);
    CHECK((numbers_of(outcome.matches) == numbers{1, 3}));
    REQUIRE(outcome.near_misses.size() == 1);
    CHECK(outcome.near_misses[0].what.number == 2);
    CHECK(outcome.near_misses[0].differences[0].found == "bob");
    hall.waiting.expire(id);
    CHECK(hall.told.size() == 1);
}

TEST_CASE("none is true when the time is over, and false with the first") {
    hall hall;
    const auto id = hall.wait(from_alice(0, 0));
    hall.append(message("bob", "hi"));
    CHECK(hall.told.empty());
    SUBCASE("none came") {
        hall.waiting.expire(id);
        REQUIRE(hall.told.size() == 1);
        CHECK(hall.told[0].is_fulfilled);
        CHECK(hall.told[0].matched == 0);
        CHECK(hall.told[0].near_misses.empty());
    }
    SUBCASE("one came") {
        hall.append(message("alice", "hi"));
        REQUIRE(hall.told.size() == 1);
        CHECK_FALSE(hall.told[0].is_fulfilled);
        CHECK((numbers_of(hall.told[0].matches) == numbers{2}));
        CHECK(hall.told[0].near_misses.empty());
    }
}

TEST_CASE("exactly two is true when the time is over and no third has come") {
    hall hall;
    const auto id = hall.wait(from_alice(2, 2));
    hall.append(message("alice", "hi"));
    SUBCASE("one is too few") {
        hall.waiting.expire(id);
        REQUIRE(hall.told.size() == 1);
        CHECK_FALSE(hall.told[0].is_fulfilled);
    }
    SUBCASE("two are right") {
        hall.append(message("alice", "hi"));
        CHECK(hall.told.empty());
        hall.waiting.expire(id);
        REQUIRE(hall.told.size() == 1);
        CHECK(hall.told[0].is_fulfilled);
    }
    SUBCASE("three are too many") {
        hall.append(message("alice", "hi"));
        hall.append(message("alice", "hi"));
        REQUIRE(hall.told.size() == 1);
        CHECK_FALSE(hall.told[0].is_fulfilled);
        CHECK(hall.told[0].matched == 3);
    }
}

TEST_CASE("who is cancelled is not told, not even by one that is told before") {
    hall hall;
    std::optional<waiter_id> second;
    const auto first = hall.waiting.start(from_alice(1), [&](const outcome& outcome) {
        hall.told.push_back(outcome);
        hall.waiting.cancel(*second);
    });
    REQUIRE(first);
    second = hall.wait(from_alice(1));
    const auto third = hall.wait(from_alice(1));
    hall.waiting.cancel(third);
    hall.append(message("alice", "hi"));
    CHECK(hall.told.size() == 1);
    CHECK(hall.waiting.size() == 0);
}

TEST_CASE("who is told may append and wait again") {
    hall hall;
    int depth = 0;
    std::vector<std::uint64_t> told;
    completion again = [&](const outcome& outcome) {
        told.push_back(outcome.last);
        if (++depth == 4) return;
        auto next = from_alice(1);
        next.which.after = outcome.last;
        CHECK(hall.waiting.start(next, again));
        if (depth < 3) hall.append(message("alice", "again"));
    };
    CHECK(hall.waiting.start(from_alice(1), again));
    hall.wait(from_alice(1));
    hall.append(message("alice", "first"));
    CHECK((told == numbers{1, 2, 3}));
    CHECK(hall.told.size() == 1);
    CHECK(hall.told[0].last == 1);
    hall.append(message("alice", "last"));
    CHECK((told == numbers{1, 2, 3, 4}));
    CHECK(hall.waiting.size() == 0);
}

TEST_CASE("one more than may wait is refused, until another has been told") {
    hall hall;
    std::vector<waiter_id> ids;
    for (std::size_t i = 0; i < waiters::most; ++i) ids.push_back(hall.wait(from_alice(1)));
    CHECK_FALSE(hall.waiting.start(from_alice(1), hall.note()));
    hall.waiting.cancel(ids[5]);
    CHECK(hall.waiting.start(from_alice(1), hall.note()));
    CHECK_FALSE(hall.waiting.start(from_alice(1), hall.note()));
    hall.append(message("alice", "hi"));
    CHECK(hall.told.size() == waiters::most);
    CHECK(hall.waiting.size() == 0);
    CHECK(hall.waiting.start(from_alice(1), hall.note()));
}

TEST_CASE("entries that were lost before the wait are counted") {
    hall hall{.entries = ring{{.entries = 2}}};
    for (int i = 0; i < 5; ++i) hall.append(message("alice", "hi"));
    const auto id = hall.wait(from_alice(3));
    hall.append(message("bob", "hi"));
    hall.append(message("bob", "hi")); // by now alice's have fallen out, too
    hall.waiting.expire(id);
    REQUIRE(hall.told.size() == 1);
    CHECK(hall.told[0].lost == 3);
    CHECK(hall.told[0].matched == 2);
    CHECK(hall.told[0].matches.empty());
}

TEST_CASE("all matches are counted, the first hundred told") {
    hall hall;
    for (int i = 0; i < 150; ++i) hall.append(message("alice", "hi"));
    hall.wait(from_alice(120));
    REQUIRE(hall.told.size() == 1);
    CHECK(hall.told[0].matched == 120);
    CHECK(hall.told[0].matches.size() == 100);
}
