#include "journal/wait_queue.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

// A ring with a wait queue, and the outcomes so far.
struct stage {
    ring entries;
    wait_queue waits{entries};
    std::vector<outcome> outcomes = {};

    completion keep() {
        return [this](const outcome& outcome) { outcomes.push_back(outcome); };
    }
    void append(entry what) {
        waits.notify(entries.append(std::move(what)));
        waits.process_backlog();
    }
    wait_id wait(expectation expected) {
        const auto id = waits.add(std::move(expected), keep());
        REQUIRE(id);
        waits.process_backlog();
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

TEST_CASE("existing entries decide an expectation at once") {
    stage stage;
    for (int i = 0; i < 5; ++i) stage.append(message("alice", "hi"));
    stage.wait(from_alice(3));
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].is_fulfilled);
    CHECK(stage.outcomes[0].matched == 3);
    CHECK(stage.outcomes[0].last == 3);
    CHECK((numbers_of(stage.outcomes[0].matches) == numbers{1, 2, 3}));
    CHECK(stage.outcomes[0].near_misses.empty());
    CHECK(stage.waits.size() == 0);
}

TEST_CASE("an expectation can start after the end of another") {
    stage stage;
    for (int i = 0; i < 3; ++i) stage.append(message("alice", "hi"));
    auto next = from_alice(2);
    next.which.after = 2;
    stage.wait(next);
    CHECK(stage.outcomes.empty());
    stage.append(message("bob", "hi"));
    CHECK(stage.outcomes.empty());
    stage.append(message("alice", "hi"));
    REQUIRE(stage.outcomes.size() == 1);
    CHECK((numbers_of(stage.outcomes[0].matches) == numbers{3, 5}));
    CHECK(stage.outcomes[0].last == 5);
}

TEST_CASE("an expectation can start after a number that does not exist yet") {
    stage stage;
    stage.append(message("alice", "hi"));
    auto later = from_alice(1);
    later.which.after = 2;
    const auto id = stage.wait(later);
    stage.append(message("alice", "hi"));
    CHECK(stage.outcomes.empty());
    SUBCASE("entries come") {
        stage.append(message("alice", "hi"));
        REQUIRE(stage.outcomes.size() == 1);
        CHECK(stage.outcomes[0].last == 3);
    }
    SUBCASE("the time ends") {
        stage.waits.expire(id);
        REQUIRE(stage.outcomes.size() == 1);
        CHECK_FALSE(stage.outcomes[0].is_fulfilled);
        CHECK(stage.outcomes[0].last == 2);
    }
}

TEST_CASE("the outcome at the end of the time has near misses") {
    stage stage;
    stage.append(message("alice", "hi"));
    const auto id = stage.wait(from_alice(3));
    stage.append(message("bob", "hi"));
    stage.append(message("alice", "hi"));
    CHECK(stage.outcomes.empty());
    stage.waits.expire(id);
    REQUIRE(stage.outcomes.size() == 1);
    const auto& outcome = stage.outcomes[0];
    CHECK_FALSE(outcome.is_fulfilled);
    CHECK(outcome.matched == 2);
    CHECK(outcome.at_least == 3);
    CHECK(outcome.last == 3);
    CHECK((numbers_of(outcome.matches) == numbers{1, 3}));
    REQUIRE(outcome.near_misses.size() == 1);
    CHECK(outcome.near_misses[0].what.number == 2);
    CHECK(outcome.near_misses[0].differences[0].found == "bob");
    stage.waits.expire(id);
    CHECK(stage.outcomes.size() == 1);
}

TEST_CASE("\"none\" is fulfilled at the end of the time, and fails with the first match") {
    stage stage;
    const auto id = stage.wait(from_alice(0, 0));
    stage.append(message("bob", "hi"));
    CHECK(stage.outcomes.empty());
    SUBCASE("none came") {
        stage.waits.expire(id);
        REQUIRE(stage.outcomes.size() == 1);
        CHECK(stage.outcomes[0].is_fulfilled);
        CHECK(stage.outcomes[0].matched == 0);
        CHECK(stage.outcomes[0].near_misses.empty());
    }
    SUBCASE("one came") {
        stage.append(message("alice", "hi"));
        REQUIRE(stage.outcomes.size() == 1);
        CHECK_FALSE(stage.outcomes[0].is_fulfilled);
        CHECK((numbers_of(stage.outcomes[0].matches) == numbers{2}));
        CHECK(stage.outcomes[0].near_misses.empty());
    }
}

TEST_CASE("\"exactly two\" is fulfilled at the end of the time unless a third match came") {
    stage stage;
    const auto id = stage.wait(from_alice(2, 2));
    stage.append(message("alice", "hi"));
    SUBCASE("one is too few") {
        stage.waits.expire(id);
        REQUIRE(stage.outcomes.size() == 1);
        CHECK_FALSE(stage.outcomes[0].is_fulfilled);
    }
    SUBCASE("two are right") {
        stage.append(message("alice", "hi"));
        CHECK(stage.outcomes.empty());
        stage.waits.expire(id);
        REQUIRE(stage.outcomes.size() == 1);
        CHECK(stage.outcomes[0].is_fulfilled);
    }
    SUBCASE("three are too many") {
        stage.append(message("alice", "hi"));
        stage.append(message("alice", "hi"));
        REQUIRE(stage.outcomes.size() == 1);
        CHECK_FALSE(stage.outcomes[0].is_fulfilled);
        CHECK(stage.outcomes[0].matched == 3);
    }
}

TEST_CASE("a cancelled wait does not complete, even if another's completion cancels it") {
    stage stage;
    std::optional<wait_id> second;
    const auto first = stage.waits.add(from_alice(1), [&](const outcome& outcome) {
        stage.outcomes.push_back(outcome);
        stage.waits.cancel(*second);
    });
    REQUIRE(first);
    second = stage.wait(from_alice(1));
    const auto third = stage.wait(from_alice(1));
    stage.waits.cancel(third);
    stage.append(message("alice", "hi"));
    CHECK(stage.outcomes.size() == 1);
    CHECK(stage.waits.size() == 0);
}

TEST_CASE("a completion may append entries and wait again") {
    stage stage;
    int depth = 0;
    std::vector<std::uint64_t> told;
    completion again = [&](const outcome& outcome) {
        told.push_back(outcome.last);
        if (++depth == 4) return;
        auto next = from_alice(1);
        next.which.after = outcome.last;
        CHECK(stage.waits.add(next, again));
        if (depth < 3) stage.append(message("alice", "again"));
    };
    CHECK(stage.waits.add(from_alice(1), again));
    stage.wait(from_alice(1));
    stage.append(message("alice", "first"));
    CHECK((told == numbers{1, 2, 3}));
    CHECK(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].last == 1);
    stage.append(message("alice", "last"));
    CHECK((told == numbers{1, 2, 3, 4}));
    CHECK(stage.waits.size() == 0);
}

TEST_CASE("a full queue refuses waits until one has completed") {
    stage stage;
    std::vector<wait_id> ids;
    for (std::size_t i = 0; i < wait_queue::max_waiting; ++i)
        ids.push_back(stage.wait(from_alice(1)));
    CHECK_FALSE(stage.waits.add(from_alice(1), stage.keep()));
    stage.waits.cancel(ids[5]);
    CHECK(stage.waits.add(from_alice(1), stage.keep()));
    CHECK_FALSE(stage.waits.add(from_alice(1), stage.keep()));
    stage.append(message("alice", "hi"));
    CHECK(stage.outcomes.size() == wait_queue::max_waiting);
    CHECK(stage.waits.size() == 0);
    CHECK(stage.waits.add(from_alice(1), stage.keep()));
}

TEST_CASE("entries that fell out before the wait are counted as lost") {
    stage stage{.entries = ring{{.entries = 2}}};
    for (int i = 0; i < 5; ++i) stage.append(message("alice", "hi"));
    const auto id = stage.wait(from_alice(3));
    stage.append(message("bob", "hi"));
    stage.append(message("bob", "hi")); // alice's last entries fall out, too
    stage.waits.expire(id);
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].lost == 3);
    CHECK(stage.outcomes[0].matched == 2);
    CHECK(stage.outcomes[0].matches.empty());
    CHECK(stage.outcomes[0].removed_matches == 2);
}

TEST_CASE("all matches are counted, the first hundred are reported") {
    stage stage;
    for (int i = 0; i < 150; ++i) stage.append(message("alice", "hi"));
    stage.wait(from_alice(120));
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].matched == 120);
    CHECK(stage.outcomes[0].matches.size() == 100);
}

TEST_CASE("a closed queue completes all waits as cancelled, those to come too") {
    stage stage;
    stage.wait(from_alice(1));
    stage.wait(from_alice(2));
    stage.waits.close();
    REQUIRE(stage.outcomes.size() == 2);
    CHECK((stage.outcomes[0].ended_by == wait_end::shutdown));
    CHECK((stage.outcomes[1].ended_by == wait_end::shutdown));
    CHECK(stage.waits.size() == 0);
    stage.append(message("alice", "hi"));
    stage.wait(from_alice(1));
    REQUIRE(stage.outcomes.size() == 3);
    CHECK((stage.outcomes[2].ended_by == wait_end::shutdown));
}

TEST_CASE("a reset completes all waits, and takes new ones") {
    stage stage;
    stage.append(message("bob", "hi"));
    stage.wait(from_alice(1));
    stage.entries.restart();
    stage.waits.cancel_all({});
    REQUIRE(stage.outcomes.size() == 1);
    CHECK((stage.outcomes[0].ended_by == wait_end::reset));
    stage.wait(from_alice(1));
    stage.append(message("alice", "hi"));
    REQUIRE(stage.outcomes.size() == 2);
    CHECK(stage.outcomes[1].is_fulfilled);
    CHECK(stage.outcomes[1].last == 1);
}

TEST_CASE("a reset of one room completes the waits that name it, by ARN or id") {
    stage stage;
    const auto in = [](const std::string& room) {
        return expectation{
            .which = {.conditions = {is(field::kind, "outbound"), is(field::room, room)}}};
    };
    stage.wait(in(lobby));
    stage.wait(in("AbCdEfGhIjKl"));
    stage.wait(in(attic));
    stage.wait(from_alice(1));
    stage.waits.cancel_all(lobby);
    REQUIRE(stage.outcomes.size() == 2);
    CHECK((stage.outcomes[0].ended_by == wait_end::reset));
    CHECK((stage.outcomes[1].ended_by == wait_end::reset));
    CHECK(stage.waits.size() == 2);
}
