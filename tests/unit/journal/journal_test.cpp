#include "journal/journal.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

std::vector<std::uint64_t> numbers_of_page(const page& page) { return numbers_of(page.entries); }

using numbers = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("recorded entries are found by their members") {
    journal journal;
    journal.record(message("alice", "one"));
    journal.record(message("bob", "two"));
    journal.record(message("alice", "three", attic));
    CHECK((numbers_of_page(find(journal)) == numbers{1, 2, 3}));
    const query alice{.which = {.conditions = {is(field::user, "alice")}}};
    CHECK((numbers_of_page(find(journal, alice)) == numbers{1, 3}));
    const query in_lobby{.which = {.conditions = {is(field::room, "AbCdEfGhIjKl")}, .after = 1}};
    CHECK((numbers_of_page(find(journal, in_lobby)) == numbers{2}));
}

TEST_CASE("a page has the number to continue after, and whether more entries match") {
    journal journal{{.entries = 6}};
    CHECK(find(journal).last == 0);
    for (int i = 0; i < 10; ++i) journal.record(message(i % 2 == 0 ? "alice" : "bob", "hi"));
    query alice{.which = {.conditions = {is(field::user, "alice")}}, .limit = 2};
    const auto first = find(journal, alice);
    CHECK((numbers_of_page(first) == numbers{5, 7}));
    CHECK(first.has_more);
    CHECK(first.last == 7);
    CHECK(first.lost == 4);
    alice.which.after = first.last;
    const auto second = find(journal, alice);
    CHECK((numbers_of_page(second) == numbers{9}));
    CHECK_FALSE(second.has_more);
    CHECK(second.last == 10); // beyond entries that are not alice's
    CHECK(second.lost == 0);
    alice.which.after = second.last;
    CHECK(find(journal, alice).entries.empty());
    CHECK(find(journal, alice).last == 10);
    alice.which.after = 50;
    CHECK(find(journal, alice).last == 50);
}

TEST_CASE("a page that holds the last matches has no more") {
    journal journal;
    for (int i = 0; i < 3; ++i) journal.record(message("alice", "hi"));
    const auto page = find(journal, {.limit = 3});
    CHECK(page.entries.size() == 3);
    CHECK_FALSE(page.has_more);
}

TEST_CASE("waits count recorded entries even if these are cleared") {
    journal journal;
    std::vector<outcome> outcomes;
    journal.record(message("alice", "one"));
    const auto id = journal.wait({.at_least = 2}, [&](const outcome& o) { outcomes.push_back(o); });
    REQUIRE(id);
    journal.clear();
    CHECK(find(journal).entries.empty());
    CHECK(outcomes.empty());
    journal.record(message("alice", "two"));
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].is_fulfilled);
    CHECK(outcomes[0].matched == 2);
    CHECK((numbers_of(outcomes[0].matches) == numbers{2})); // the first one was cleared
    journal.expire(*id);
    journal.cancel(*id);
    CHECK(outcomes.size() == 1);
}

TEST_CASE("a journal of 0 entries is off") {
    const journal of_one{ring_bounds::of(1)};
    CHECK(of_one.is_on());
    journal journal{ring_bounds::of(0)};
    CHECK_FALSE(journal.is_on());
    journal.record(message("alice", "one"));
    CHECK(find(journal).entries.empty());
    CHECK(find(journal).last == 0);
}

TEST_CASE("a larger journal has as many bytes for each entry") {
    const ring_bounds usual;
    CHECK(ring_bounds::of(1).bytes == usual.bytes);
    CHECK(ring_bounds::of(usual.entries).bytes == usual.bytes);
    CHECK(ring_bounds::of(100 * usual.entries).bytes > 99 * usual.bytes);
}

TEST_CASE("a query that is answered in steps shows the entries of its beginning") {
    journal journal{{.entries = 4}};
    for (int i = 0; i < 4; ++i) journal.record(message("alice", "old"));
    std::vector<std::uint64_t> seen;
    const auto add = [&](const entry& found) { seen.push_back(found.number); };
    const budget none = [] { return true; };
    auto cursor = journal.find({});
    CHECK_FALSE(cursor.advance(add, none));
    SUBCASE("alone") {
        while (!cursor.advance(add, none)) {
        }
        CHECK((seen == numbers{1, 2, 3, 4}));
        CHECK(cursor.lost() == 0);
        CHECK(cursor.last() == 4);
    }
    SUBCASE("while entries are added, and others fall out") {
        journal.record(message("alice", "new"));
        journal.record(message("alice", "new"));
        while (!cursor.advance(add, none)) {
        }
        CHECK((seen == numbers{1, 3, 4}));
        CHECK(cursor.lost() == 1);
        CHECK(cursor.last() == 4);
    }
    SUBCASE("while all of them fall out") {
        for (int i = 0; i < 8; ++i) journal.record(message("alice", "new"));
        while (!cursor.advance(add, none)) {
        }
        CHECK((seen == numbers{1}));
        CHECK(cursor.lost() == 3);
        CHECK(cursor.last() == 4);
    }
    SUBCASE("while they are cleared") {
        journal.clear();
        while (!cursor.advance(add, none)) {
        }
        CHECK((seen == numbers{1}));
        CHECK(cursor.lost() == 0);
        CHECK(cursor.last() == 4);
    }
    SUBCASE("while the journal restarts") {
        journal.restart();
        for (int i = 0; i < 4; ++i) journal.record(message("alice", "new"));
        while (!cursor.advance(add, none)) {
        }
        CHECK((seen == numbers{1}));
        CHECK(cursor.last() == 0);
    }
    CHECK_FALSE(cursor.has_more());
}

TEST_CASE("a wait that has much to test goes on when its turn comes") {
    std::vector<std::function<void()>> posted;
    journal journal{{}, [&](std::function<void()> slice) { posted.push_back(std::move(slice)); }};
    std::vector<outcome> outcomes;
    const auto keep = [&](const outcome& o) { outcomes.push_back(o); };
    journal.record(message("alice", "one"));
    journal.wait({.at_least = 2}, keep);
    journal.wait({.at_least = 1}, keep);
    journal.record(message("alice", "two"));
    CHECK(outcomes.empty());
    REQUIRE(posted.size() == 1);
    posted[0]();
    REQUIRE(outcomes.size() == 2);
    CHECK(outcomes[0].is_fulfilled);
    CHECK(outcomes[1].is_fulfilled);
    CHECK(posted.size() == 1);
}

TEST_CASE("a restart ends all waits and begins the numbers again") {
    journal journal;
    std::vector<outcome> outcomes;
    journal.record(message("bob", "one"));
    journal.wait({.at_least = 2}, [&](const outcome& o) { outcomes.push_back(o); });
    journal.restart();
    REQUIRE(outcomes.size() == 1);
    CHECK((outcomes[0].ended_by == wait_end::reset));
    CHECK(find(journal).entries.empty());
    journal.record(message("alice", "two"));
    CHECK(outcomes.size() == 1);
    CHECK((numbers_of(find(journal).entries) == numbers{1}));
}
