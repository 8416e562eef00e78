// Waiters look at each entry once. Held against an oracle that, after every entry, counts all that
// there ever were.
#include "journal/journal.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

using source = std::mt19937_64;

std::string pick(source& random, std::initializer_list<const char*> from) {
    return *(from.begin() + random() % from.size());
}

entry any_entry(source& random) {
    auto what = message(pick(random, {"alice", "bob", "carol"}),
                        pick(random, {"hello", "hell", "help", "bye", ""}),
                        random() % 2 == 0 ? lobby : attic);
    what.kind = static_cast<entry_kind>(random() % entry_kinds);
    what.code = static_cast<std::uint32_t>(random() % 3) * 200;
    if (random() % 3 == 0) what.content.reset();
    if (random() % 2 == 0) what.attributes = {{"color", pick(random, {"red", "green"})}};
    return what;
}

condition any_condition(source& random) {
    switch (random() % 7) {
    case 0:
        return is(field::user, pick(random, {"alice", "bob", "dave"}));
    case 1:
        return is(field::room, pick(random, {"AbCdEfGhIjKl", "ZyXwVuTsRqPo", "nowhere"}));
    case 2:
        return is(field::kind, pick(random, {"outbound", "close", "error"}));
    case 3:
        return has(field::content, pick(random, {"hel", "ell", ""}));
    case 4:
        return matches(field::content, pick(random, {"^hel+$", "e$", "^$"}));
    case 5:
        return is(field::code, pick(random, {"200", "400", "0"}));
    default:
        return attribute("color", pick(random, {"red", "blue"}));
    }
}

expectation any_expectation(source& random, std::uint64_t last) {
    expectation expected;
    for (auto count = random() % 4; count > 0; --count)
        expected.which.conditions.push_back(any_condition(random));
    if (random() % 2 == 0) expected.which.after = random() % (last + 10);
    expected.at_least = 1 + static_cast<std::uint32_t>(random() % 20);
    if (random() % 3 == 0) {
        expected.at_most = static_cast<std::uint32_t>(random() % 20);
        expected.at_least = std::min(expected.at_least, *expected.at_most);
    }
    return expected;
}

// One who waits, and what the oracle thinks of it.
struct guest {
    expectation expected;
    std::optional<waiter_id> id;
    std::uint64_t began_after = 0; // entries with lower numbers may have fallen out by then
    std::optional<outcome> told;
    int times_told = 0;
};

enum class verdict { open, fulfilled, failed };

struct judgement {
    verdict so_far = verdict::open;
    std::uint64_t matched = 0;
    std::uint64_t last = 0;
};

judgement judge(const std::vector<entry>& all, const guest& guest) {
    judgement result{.last = guest.expected.which.after};
    for (const auto& entry : all) {
        if (entry.number <= guest.began_after || entry.number <= guest.expected.which.after)
            continue;
        result.last = entry.number;
        if (!admits(guest.expected.which, entry)) continue;
        ++result.matched;
        const auto& most = guest.expected.at_most;
        if (most && result.matched > *most) result.so_far = verdict::failed;
        if (!most && result.matched >= guest.expected.at_least) result.so_far = verdict::fulfilled;
        if (result.so_far != verdict::open) break;
    }
    return result;
}

void check(const judgement& right, const guest& guest, bool is_over) {
    if (right.so_far == verdict::open && !is_over) {
        REQUIRE_FALSE(guest.told);
        return;
    }
    REQUIRE(guest.told);
    REQUIRE(guest.times_told == 1);
    REQUIRE(guest.told->matched == right.matched);
    REQUIRE(guest.told->last == right.last);
    const bool fulfilled =
        right.so_far == verdict::fulfilled ||
        (right.so_far == verdict::open && right.matched >= guest.expected.at_least);
    REQUIRE(guest.told->is_fulfilled == fulfilled);
}

} // namespace

TEST_CASE("32 waiters are told what the whole list says, at the moment at which it says so") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        source random{seed};
        journal journal{{.entries = 200}};
        std::vector<entry> all;
        std::vector<guest> guests(32);
        for (int step = 0; step < 600; ++step) {
            // Guests come at any time and in any order, before, between and after the entries.
            auto& guest = guests[random() % guests.size()];
            if (!guest.id && random() % 4 == 0) {
                guest.expected = any_expectation(random, all.size());
                guest.began_after = all.size() > 200 ? all.size() - 200 : 0;
                guest.id = journal.wait(guest.expected, [&guest](const outcome& outcome) {
                    guest.told = outcome;
                    ++guest.times_told;
                });
                REQUIRE(guest.id);
            }
            auto next = any_entry(random);
            all.push_back(next);
            all.back().number = all.size();
            journal.record(std::move(next));
            if (step % 10 != 0) continue;
            for (const auto& each : guests) {
                if (each.id) check(judge(all, each), each, false);
            }
        }
        for (auto& each : guests) {
            if (!each.id) continue;
            journal.expire(*each.id);
            check(judge(all, each), each, true);
        }
    }
}

TEST_CASE("an expectation that looks back sees what one that waited has seen") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        source random{seed};
        journal journal;
        const auto expected = any_expectation(random, 20);
        std::optional<outcome> waited;
        std::optional<outcome> looked_back;
        const auto early = journal.wait(expected, [&](const outcome& o) { waited = o; });
        for (int i = 0; i < 60; ++i) journal.record(any_entry(random));
        const auto late = journal.wait(expected, [&](const outcome& o) { looked_back = o; });
        journal.expire(*early);
        journal.expire(*late);
        REQUIRE(waited);
        REQUIRE(looked_back);
        CHECK(waited->is_fulfilled == looked_back->is_fulfilled);
        CHECK(waited->matched == looked_back->matched);
        CHECK(waited->last == looked_back->last);
        CHECK((waited->matches == looked_back->matches));
    }
}
