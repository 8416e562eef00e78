#include "faults/rule_set.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace ivschat::faults;
using namespace std::chrono_literals;

namespace {

constexpr injection_point call{
    .where = plane::control, .action = "SendEvent", .room_arn = "r", .user_id = "u"};

rule dropping(limits when = {}) {
    return {.name = "drop", .which = {.where = plane::control}, .when = when, .then = drop{}};
}

rule_set with(std::vector<rule> rules, std::uint64_t seed = 1) {
    rule_set set;
    set.replace({.random_seed = seed, .rules = std::move(rules)}, 0);
    return set;
}

// For each of `count` matches, 1 if it is hit.
std::vector<int> hits_of(rule_set& set, int count) {
    std::vector<int> hits;
    for (int i = 0; i < count; ++i) hits.push_back(set.decide(call).has_value() ? 1 : 0);
    return hits;
}

std::vector<int> hits_of(limits when, int count, std::uint64_t seed = 1) {
    auto set = with({dropping(when)}, seed);
    return hits_of(set, count);
}

std::ptrdiff_t total(const std::vector<int>& hits) {
    return std::count(hits.begin(), hits.end(), 1);
}

} // namespace

TEST_CASE("an empty rule set decides nothing") {
    rule_set set;
    CHECK(set.empty());
    CHECK_FALSE(set.decide(call));
    set.replace({.rules = {dropping()}}, 5);
    CHECK_FALSE(set.empty());
    CHECK(set.decide(call));
    set.clear();
    CHECK(set.empty());
    CHECK_FALSE(set.watches(plane::control));
    CHECK_FALSE(set.decide(call));
}

TEST_CASE("a rule hits what it matches") {
    struct row {
        std::string_view name;
        match which;
        injection_point at;
        bool is_hit;
    };
    const row rows[] = {
        {.name = "the plane alone", .which = {.where = plane::control}, .at = call, .is_hit = true},
        {.name = "another plane",
         .which = {.where = plane::control},
         .at = {.where = plane::delivery},
         .is_hit = false},
        {.name = "every member the same",
         .which = {.where = plane::control, .action = "SendEvent", .room_arn = "r", .user_id = "u"},
         .at = call,
         .is_hit = true},
        {.name = "another action",
         .which = {.where = plane::control, .action = "GetRoom"},
         .at = call,
         .is_hit = false},
        {.name = "another room",
         .which = {.where = plane::control, .room_arn = "s"},
         .at = call,
         .is_hit = false},
        {.name = "another user",
         .which = {.where = plane::control, .user_id = "U"},
         .at = call,
         .is_hit = false},
        {.name = "a room that is not known",
         .which = {.where = plane::control, .room_arn = "r"},
         .at = {.where = plane::control, .action = "ListRooms"},
         .is_hit = false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto set = with({{.name = "it", .which = row.which, .then = drop{}}});
        CHECK(set.decide(row.at).has_value() == row.is_hit);
        CHECK(set.rules()[0].matched == (row.is_hit ? 1 : 0));
    }
}

TEST_CASE("a plane without rules is not watched") {
    const auto set = with({dropping()});
    CHECK(set.watches(plane::control));
    CHECK_FALSE(set.watches(plane::handshake));
    CHECK_FALSE(set.watches(plane::messaging));
    CHECK_FALSE(set.watches(plane::delivery));
}

TEST_CASE("max_candidates, every and skip choose which matches are hit") {
    using list = std::vector<int>;
    CHECK((hits_of({.max_candidates = 2}, 6) == list{1, 1, 0, 0, 0, 0}));
    CHECK((hits_of({.every = 3}, 7) == list{0, 0, 1, 0, 0, 1, 0}));
    CHECK((hits_of({.skip = 2}, 5) == list{0, 0, 1, 1, 1}));
    CHECK((hits_of({.skip = 1, .every = 2, .max_candidates = 2}, 9) ==
           list{0, 0, 1, 0, 1, 0, 0, 0, 0}));
}

TEST_CASE("skip, every and max_candidates combine as their documentation says") {
    for (std::uint64_t skip = 0; skip < 5; ++skip) {
        for (std::uint64_t every = 1; every < 5; ++every) {
            for (std::uint64_t first = 1; first < 6; ++first) {
                CAPTURE(skip);
                CAPTURE(every);
                CAPTURE(first);
                // Of 40 matches, leave out the first, keep every n-th, and of those the first few.
                std::vector<std::size_t> candidates;
                std::uint64_t step = 0;
                for (std::size_t i = skip; i < 40; ++i) {
                    if (++step < every) continue;
                    step = 0;
                    if (candidates.size() < first) candidates.push_back(i);
                }
                std::vector<int> expected(40, 0);
                for (const auto i : candidates) expected[i] = 1;
                const auto hits =
                    hits_of({.skip = skip, .every = every, .max_candidates = first}, 40);
                CHECK((hits == expected));
            }
        }
    }
}

TEST_CASE("hits follow the probability over many matches") {
    constexpr int matches = 20'000;
    for (const double probability : {0.01, 0.1, 0.5, 0.9, 0.99}) {
        for (const std::uint64_t seed : {0ULL, 1ULL, 2ULL, 4711ULL}) {
            CAPTURE(probability);
            CAPTURE(seed);
            const auto hits = total(hits_of({.probability = probability}, matches, seed));
            // Five standard deviations of a binomial distribution.
            const double slack = 5 * std::sqrt(matches * probability * (1 - probability));
            CHECK(std::abs(static_cast<double>(hits) - matches * probability) < slack);
        }
    }
    CHECK(total(hits_of({.probability = 0}, 1000)) == 0);
    CHECK(total(hits_of({.probability = 1}, 1000)) == 1000);
}

TEST_CASE("a seed repeats its hits, and another seed gives others") {
    const limits even{.probability = 0.5};
    CHECK((hits_of(even, 100, 7) == hits_of(even, 100, 7)));
    CHECK((hits_of(even, 100, 7) != hits_of(even, 100, 8)));
    // Fixed: later versions must repeat the runs of this one.
    CHECK(
        (hits_of(even, 16, 7) == std::vector<int>{0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0}));
}

TEST_CASE("the n-th candidate draws the same number whatever was skipped") {
    const auto plain = hits_of({.probability = 0.5}, 50);
    const auto skipping = hits_of({.skip = 10, .probability = 0.5}, 60);
    CHECK(std::equal(plain.begin(), plain.end(), skipping.begin() + 10));
}

TEST_CASE("what one rule draws does not depend on the traffic of another") {
    const auto rule_of = [](plane where) {
        return rule{
            .name = "it", .which = {.where = where}, .when = {.probability = 0.5}, .then = drop{}};
    };
    auto alone = with({rule_of(plane::control), rule_of(plane::delivery)});
    auto beside = with({rule_of(plane::control), rule_of(plane::delivery)});
    for (int i = 0; i < 100; ++i) {
        for (int j = 0; j < i % 3; ++j) (void)beside.decide({.where = plane::delivery});
        CHECK(alone.decide(call).has_value() == beside.decide(call).has_value());
    }
}

TEST_CASE("the fallback seed is used and reported if the configuration has none") {
    rule_set set;
    set.replace({.rules = {dropping()}}, 99);
    CHECK(set.random_seed() == 99);
    set.replace({.random_seed = 3, .rules = {dropping()}}, 99);
    CHECK(set.random_seed() == 3);
}

TEST_CASE("matches and hits are counted, and new rules start at zero") {
    auto set = with({dropping({.skip = 1, .max_candidates = 2})});
    hits_of(set, 5);
    CHECK(set.rules()[0].matched == 5);
    CHECK(set.rules()[0].hits == 2);
    set.replace({.rules = {dropping({.skip = 1, .max_candidates = 2})}}, 0);
    CHECK(set.rules()[0].matched == 0);
    CHECK(set.rules()[0].hits == 0);
    CHECK((hits_of(set, 4) == std::vector<int>{0, 1, 1, 0}));
}

TEST_CASE("delays add up, and the first effect ends the search") {
    const match everything{.where = plane::control};
    auto set = with({
        {.name = "slow", .which = everything, .delay = 100ms},
        {.name = "slower", .which = everything, .when = {.every = 2}, .delay = 1s},
        {.name = "error",
         .which = everything,
         .when = {.max_candidates = 2},
         .delay = 10ms,
         .then = error_reply{.kind = ivschat::model::errors::conflict}},
        {.name = "drop", .which = everything, .then = drop{}},
    });
    const auto first = set.decide(call);
    REQUIRE(first);
    CHECK(first->delay == 110ms);
    CHECK((first->rules == std::vector<std::string>{"slow", "error"}));
    CHECK(std::holds_alternative<error_reply>(*first->what));
    const auto second = set.decide(call);
    REQUIRE(second);
    CHECK(second->delay == 1110ms);
    CHECK((second->rules == std::vector<std::string>{"slow", "slower", "error"}));
    CHECK(set.rules()[3].matched == 0);
    const auto third = set.decide(call);
    REQUIRE(third);
    CHECK(third->delay == 100ms);
    CHECK((third->rules == std::vector<std::string>{"slow", "drop"}));
    CHECK(set.rules()[3].matched == 1);
}

TEST_CASE("a rule with only a delay decides no effect") {
    auto set = with({{.name = "slow", .which = {.where = plane::control}, .delay = 5ms}});
    const auto made = set.decide(call);
    REQUIRE(made);
    CHECK(made->delay == 5ms);
    CHECK_FALSE(made->what);
}

TEST_CASE("a throttle becomes the error of its plane") {
    const auto throttled = [](plane where) {
        auto set = with({{.name = "it", .which = {.where = where}, .then = throttle{}}});
        return *set.decide({.where = where})->what;
    };
    const auto reply = std::get<error_reply>(throttled(plane::control));
    CHECK(reply.kind.name == "ThrottlingException");
    CHECK(reply.kind.status == 429);
    CHECK(std::get<handshake_refusal>(throttled(plane::handshake)).status == 429);
    const auto frame = std::get<error_frame>(throttled(plane::messaging));
    CHECK(frame.code == 429);
    CHECK(frame.message == "rate limit exceeded");
}

TEST_CASE("a decision outlives the rules that made it") {
    auto set = with({{.name = "it",
                      .which = {.where = plane::messaging},
                      .then = closure{.code = 4000, .reason = "a reason too long for its place"}}});
    const auto made = set.decide({.where = plane::messaging});
    set.clear();
    CHECK(std::get<closure>(*made->what).reason == "a reason too long for its place");
    CHECK(made->rules[0] == "it");
}
