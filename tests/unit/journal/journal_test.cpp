#include "journal/journal.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

std::vector<std::uint64_t> numbers_of_page(const page& page) {
    std::vector<std::uint64_t> numbers;
    for (const auto* each : page.entries) numbers.push_back(each->number);
    return numbers;
}

using numbers = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("recorded entries are found by their members") {
    journal journal;
    journal.record(message("alice", "one"));
    journal.record(message("bob", "two"));
    journal.record(message("alice", "three", attic));
    CHECK((numbers_of_page(journal.find({})) == numbers{1, 2, 3}));
    const query alice{.which = {.conditions = {is(field::user, "alice")}}};
    CHECK((numbers_of_page(journal.find(alice)) == numbers{1, 3}));
    const query in_lobby{.which = {.conditions = {is(field::room, "AbCdEfGhIjKl")}, .after = 1}};
    CHECK((numbers_of_page(journal.find(in_lobby)) == numbers{2}));
}

TEST_CASE("a page has the number to continue after, and whether more entries match") {
    journal journal{{.entries = 6}};
    CHECK(journal.find({}).last == 0);
    for (int i = 0; i < 10; ++i) journal.record(message(i % 2 == 0 ? "alice" : "bob", "hi"));
    query alice{.which = {.conditions = {is(field::user, "alice")}}, .limit = 2};
    const auto first = journal.find(alice);
    CHECK((numbers_of_page(first) == numbers{5, 7}));
    CHECK(first.has_more);
    CHECK(first.last == 7);
    CHECK(first.lost == 4);
    alice.which.after = first.last;
    const auto second = journal.find(alice);
    CHECK((numbers_of_page(second) == numbers{9}));
    CHECK_FALSE(second.has_more);
    CHECK(second.last == 10); // beyond entries that are not alice's
    CHECK(second.lost == 0);
    alice.which.after = second.last;
    CHECK(journal.find(alice).entries.empty());
    CHECK(journal.find(alice).last == 10);
    alice.which.after = 50;
    CHECK(journal.find(alice).last == 50);
}

TEST_CASE("a page that holds the last matches has no more") {
    journal journal;
    for (int i = 0; i < 3; ++i) journal.record(message("alice", "hi"));
    const auto page = journal.find({.limit = 3});
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
    CHECK(journal.find({}).entries.empty());
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
    CHECK(journal.find({}).entries.empty());
    CHECK(journal.find({}).last == 0);
}

TEST_CASE("a larger journal has as many bytes for each entry") {
    const ring_bounds usual;
    CHECK(ring_bounds::of(1).bytes == usual.bytes);
    CHECK(ring_bounds::of(usual.entries).bytes == usual.bytes);
    CHECK(ring_bounds::of(100 * usual.entries).bytes > 99 * usual.bytes);
}
