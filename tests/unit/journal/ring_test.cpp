#include "journal/ring.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <random>

using namespace ivschat::journal;
using namespace ivschat::journal::test;

namespace {

std::vector<std::uint64_t> numbers_after(const ring& ring, std::uint64_t number) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : ring.after(number)) numbers.push_back(each.number);
    return numbers;
}

using numbers = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("entries are numbered from one, whatever number they had") {
    ring ring;
    CHECK(ring.last_number() == 0);
    auto first = message("alice", "a");
    first.number = 99;
    CHECK(ring.append(first).number == 1);
    CHECK(ring.append(message("alice", "b")).number == 2);
    CHECK(ring.last_number() == 2);
    CHECK(ring.size() == 2);
    CHECK((numbers_after(ring, 0) == numbers{1, 2}));
    CHECK((numbers_after(ring, 1) == numbers{2}));
    CHECK(numbers_after(ring, 2).empty());
    CHECK(numbers_after(ring, 1000).empty());
    REQUIRE(ring.find(2) != nullptr);
    CHECK(ring.find(2)->content == "b");
    CHECK(ring.find(0) == nullptr);
    CHECK(ring.find(3) == nullptr);
}

TEST_CASE("the oldest entry falls out when there are too many") {
    ring ring{{.entries = 3}};
    for (int i = 0; i < 5; ++i) ring.append(message("alice", "a"));
    CHECK((numbers_after(ring, 0) == numbers{3, 4, 5}));
    CHECK((numbers_after(ring, 1) == numbers{3, 4, 5}));
    CHECK((numbers_after(ring, 3) == numbers{4, 5}));
    CHECK(ring.find(2) == nullptr);
    CHECK(ring.lost_after(0) == 2);
    CHECK(ring.lost_after(1) == 1);
    CHECK(ring.lost_after(2) == 0);
    CHECK(ring.lost_after(5) == 0);
    CHECK(ring.lost_after(1000) == 0);
}

TEST_CASE("the oldest entries fall out when they take too many bytes") {
    const auto small = footprint(message("alice", "small"));
    ring ring{{.bytes = 4 * small}};
    for (int i = 0; i < 4; ++i) ring.append(message("alice", "small"));
    CHECK(ring.bytes() == 4 * small);
    CHECK((numbers_after(ring, 0) == numbers{1, 2, 3, 4}));
    SUBCASE("one of the same size displaces one") {
        ring.append(message("alice", "small"));
        CHECK((numbers_after(ring, 0) == numbers{2, 3, 4, 5}));
        CHECK(ring.bytes() == 4 * small);
    }
    SUBCASE("one byte more displaces another") {
        ring.append(message("alice", "small!"));
        CHECK((numbers_after(ring, 0) == numbers{3, 4, 5}));
        CHECK(ring.lost_after(0) == 2);
    }
    SUBCASE("one larger than the bound is kept alone until the next") {
        ring.append(message("alice", std::string(5 * small, 'x')));
        CHECK((numbers_after(ring, 0) == numbers{5}));
        CHECK(ring.bytes() > 4 * small);
        ring.append(message("alice", "small"));
        CHECK((numbers_after(ring, 0) == numbers{6}));
        CHECK(ring.bytes() == small);
    }
}

TEST_CASE("cleared entries do not count as lost, and numbers continue") {
    ring ring{{.entries = 3}};
    for (int i = 0; i < 5; ++i) ring.append(message("alice", "a"));
    ring.clear();
    CHECK(ring.size() == 0);
    CHECK(ring.bytes() == 0);
    CHECK(ring.last_number() == 5);
    CHECK(numbers_after(ring, 0).empty());
    CHECK(ring.lost_after(0) == 0);
    CHECK(ring.find(5) == nullptr);
    CHECK(ring.append(message("alice", "b")).number == 6);
    CHECK((numbers_after(ring, 0) == numbers{6}));
    for (int i = 0; i < 3; ++i) ring.append(message("alice", "c"));
    CHECK(ring.lost_after(0) == 1);
    CHECK(ring.lost_after(5) == 1);
    CHECK(ring.lost_after(6) == 0);
}

TEST_CASE("a restart begins the numbers again, in a new epoch") {
    ring ring{{.entries = 3}};
    const auto epoch = ring.epoch();
    for (int i = 0; i < 5; ++i) ring.append(message("alice", "a"));
    ring.clear();
    CHECK(ring.epoch() == epoch);
    ring.restart();
    CHECK(ring.epoch() != epoch);
    CHECK(ring.size() == 0);
    CHECK(ring.bytes() == 0);
    CHECK(ring.last_number() == 0);
    CHECK(ring.append(message("alice", "b")).number == 1);
    CHECK(ring.lost_after(0) == 0);
    CHECK((numbers_after(ring, 0) == numbers{1}));
}

TEST_CASE("a ring of 0 entries holds one") {
    ring ring{{.entries = 0}};
    ring.append(message("alice", "a"));
    CHECK(ring.append(message("alice", "b")).content == "b");
    CHECK(ring.size() == 1);
}

TEST_CASE("a ring holds what a simple list of the latest entries holds") {
    std::mt19937_64 random{7};
    const ring_bounds bounds{.entries = 40, .bytes = 20'000};
    ring ring{bounds};
    std::deque<entry> latest;
    std::size_t bytes = 0;
    std::uint64_t cleared_through = 0;
    for (std::uint64_t number = 1; number <= 5000; ++number) {
        auto next = message("alice", std::string(random() % 2000, 'x'));
        if (random() % 3 == 0) next.attributes = {{"key", std::string(random() % 100, 'y')}};
        next.number = number;
        bytes += footprint(next);
        latest.push_back(next);
        while (latest.size() > bounds.entries || (bytes > bounds.bytes && latest.size() > 1)) {
            bytes -= footprint(latest.front());
            latest.pop_front();
        }
        ring.append(std::move(next));
        REQUIRE(ring.bytes() == bytes);
        REQUIRE(ring.size() == latest.size());
        if (random() % 500 == 0) {
            ring.clear();
            latest.clear();
            bytes = 0;
            cleared_through = number;
        }
        const auto asked = number - std::min(number, random() % 60);
        const auto first = number - latest.size() + 1;
        numbers expected;
        for (const auto& each : latest) {
            if (each.number > asked) expected.push_back(each.number);
        }
        REQUIRE((numbers_after(ring, asked) == expected));
        const auto known = std::max(asked, cleared_through);
        REQUIRE(ring.lost_after(asked) == (first > known ? first - known - 1 : 0));
    }
}
