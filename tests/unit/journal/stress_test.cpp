// Compares waits, which test each entry once, with an oracle that recounts all entries after each.
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

// An expectation that waits, and the outcome that it got.
struct waiting {
    expectation expected;
    std::optional<wait_id> id;
    std::uint64_t began_after = 0; // the last entry that may have fallen out before the wait
    std::optional<outcome> got;
    int completions = 0;
};

enum class status { open, fulfilled, failed };

struct oracle {
    status so_far = status::open;
    std::uint64_t matched = 0;
    std::uint64_t last = 0;
};

oracle recount(const std::vector<entry>& all, const waiting& each) {
    oracle result{.last = each.expected.which.after};
    for (const auto& entry : all) {
        if (entry.number <= each.began_after || entry.number <= each.expected.which.after) continue;
        result.last = entry.number;
        if (!matches(each.expected.which, entry)) continue;
        ++result.matched;
        const auto& most = each.expected.at_most;
        if (most && result.matched > *most) result.so_far = status::failed;
        if (!most && result.matched >= each.expected.at_least) result.so_far = status::fulfilled;
        if (result.so_far != status::open) break;
    }
    return result;
}

void check(const oracle& right, const waiting& each, bool is_over) {
    if (right.so_far == status::open && !is_over) {
        REQUIRE_FALSE(each.got);
        return;
    }
    REQUIRE(each.got);
    REQUIRE(each.completions == 1);
    REQUIRE(each.got->matched == right.matched);
    REQUIRE(each.got->last == right.last);
    const bool fulfilled =
        right.so_far == status::fulfilled ||
        (right.so_far == status::open && right.matched >= each.expected.at_least);
    REQUIRE(each.got->is_fulfilled == fulfilled);
}

} // namespace

TEST_CASE("32 waits get the oracle's outcome at the moment it is decided") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        source random{seed};
        journal journal{{.entries = 200}};
        std::vector<entry> all;
        std::vector<waiting> waits(32);
        for (int step = 0; step < 600; ++step) {
            // Waits begin at any time and in any order.
            auto& each = waits[random() % waits.size()];
            if (!each.id && random() % 4 == 0) {
                each.expected = any_expectation(random, all.size());
                each.began_after = all.size() > 200 ? all.size() - 200 : 0;
                each.id = journal.wait(each.expected, [&each](const outcome& outcome) {
                    each.got = outcome;
                    ++each.completions;
                });
                REQUIRE(each.id);
            }
            auto next = any_entry(random);
            all.push_back(next);
            all.back().number = all.size();
            journal.record(std::move(next));
            if (step % 10 != 0) continue;
            for (const auto& other : waits) {
                if (other.id) check(recount(all, other), other, false);
            }
        }
        for (auto& each : waits) {
            if (!each.id) continue;
            journal.expire(*each.id);
            check(recount(all, each), each, true);
        }
    }
}

TEST_CASE("a late expectation gets the same outcome as one that waited") {
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
