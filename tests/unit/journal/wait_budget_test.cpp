// Waits whose testing is bounded by a budget.
#include "journal/wait_queue.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

// Spent after that many entries.
budget entries(int count) {
    return [count]() mutable { return --count <= 0; };
}

struct stage {
    ring kept{{.entries = 1000}};
    wait_queue waits{kept};
    std::vector<outcome> outcomes = {};

    void fill(int count, const std::string& user = "alice") {
        for (int i = 0; i < count; ++i) kept.append(message(user, "hi"));
    }
    wait_id wait(std::uint32_t at_least, const std::string& user = "alice") {
        const auto id =
            waits.add({.which = {.conditions = {is(field::user, user)}}, .at_least = at_least},
                      [this](const outcome& reached) { outcomes.push_back(reached); });
        REQUIRE(id);
        return *id;
    }
};

} // namespace

TEST_CASE("existing entries are tested in steps, each of them once") {
    stage stage;
    stage.fill(10);
    stage.wait(10);
    CHECK(stage.waits.is_behind());
    CHECK(stage.waits.process_backlog(entries(4)));
    CHECK(stage.waits.process_backlog(entries(4)));
    CHECK(stage.outcomes.empty());
    CHECK_FALSE(stage.waits.process_backlog(entries(4)));
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].is_fulfilled);
    CHECK(stage.outcomes[0].matched == 10);
    CHECK_FALSE(stage.waits.is_behind());
}

TEST_CASE("a spent budget still lets one entry be tested, so that every wait completes") {
    stage stage;
    stage.fill(3);
    stage.wait(3);
    int calls = 1;
    while (stage.waits.process_backlog(entries(0))) ++calls;
    CHECK(calls <= 4);
    CHECK(stage.outcomes.size() == 1);
}

TEST_CASE("a wait that is behind tests new entries after the old ones") {
    stage stage;
    stage.fill(5);
    stage.wait(7);
    CHECK(stage.waits.process_backlog(entries(3)));
    stage.waits.notify(stage.kept.append(message("alice", "new")));
    stage.waits.notify(stage.kept.append(message("alice", "new")));
    CHECK(stage.outcomes.empty());
    CHECK_FALSE(stage.waits.process_backlog());
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].matched == 7);
    CHECK(stage.outcomes[0].last == 7);
}

TEST_CASE("a wait whose time is over tests the entries of that moment, and no later ones") {
    stage stage;
    stage.fill(5);
    const auto id = stage.wait(9);
    CHECK(stage.waits.process_backlog(entries(2)));
    stage.waits.expire(id);
    CHECK(stage.outcomes.empty());
    stage.fill(5);
    CHECK_FALSE(stage.waits.process_backlog());
    REQUIRE(stage.outcomes.size() == 1);
    CHECK_FALSE(stage.outcomes[0].is_fulfilled);
    CHECK(stage.outcomes[0].matched == 5);
    CHECK(stage.outcomes[0].last == 5);
}

TEST_CASE("entries that fall out between two steps are counted as lost") {
    stage stage{.kept = ring{{.entries = 4}}};
    stage.fill(4);
    const auto id = stage.wait(9);
    CHECK(stage.waits.process_backlog(entries(2))); // tests 1 and 2
    stage.fill(6);                                  // leaves 7 to 10
    stage.waits.expire(id);
    CHECK_FALSE(stage.waits.process_backlog());
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].lost == 4);
    CHECK(stage.outcomes[0].matched == 6);
    CHECK(stage.outcomes[0].last == 10);
}

TEST_CASE("a wait completes when the entries that it had to test are cleared") {
    stage stage;
    stage.fill(4);
    const auto id = stage.wait(9);
    CHECK(stage.waits.process_backlog(entries(1)));
    stage.waits.expire(id);
    stage.kept.clear();
    CHECK_FALSE(stage.waits.process_backlog());
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].matched == 1);
    CHECK(stage.outcomes[0].lost == 0);
}

TEST_CASE("a wait with much to test does not keep the others from their turns") {
    stage stage;
    stage.fill(900, "bob");
    stage.wait(900, "alice");
    stage.wait(900, "alice");
    stage.fill(1, "carol");
    stage.waits.add({.which = {.conditions = {is(field::user, "carol")}, .after = 900}},
                    [&](const outcome& reached) { stage.outcomes.push_back(reached); });
    CHECK(stage.waits.process_backlog(entries(200)));
    REQUIRE(stage.outcomes.size() == 1);
    CHECK(stage.outcomes[0].is_fulfilled);
    CHECK_FALSE(stage.waits.process_backlog());
    CHECK(stage.waits.size() == 2);
}

TEST_CASE("when a new entry takes too long to test, the rest of the waits is left behind") {
    stage stage;
    stage.wait(1);
    stage.wait(1);
    stage.wait(2);
    stage.waits.notify(stage.kept.append(message("alice", "one")), entries(1));
    CHECK(stage.outcomes.size() == 1);
    CHECK(stage.waits.is_behind());
    stage.waits.notify(stage.kept.append(message("alice", "two")), entries(1));
    CHECK(stage.outcomes.size() == 1);
    CHECK_FALSE(stage.waits.process_backlog());
    REQUIRE(stage.outcomes.size() == 3);
    CHECK(stage.outcomes[1].matched == 1);
    CHECK(stage.outcomes[2].matched == 2);
}
