#include "metrics/counter.hpp"
#include "metrics/keyed.hpp"

#include <doctest/doctest.h>

#include <map>
#include <thread>

using namespace ivschat::metrics;

namespace {

template <class Keyed>
std::map<std::string, std::uint64_t> read(const Keyed& counts) {
    std::map<std::string, std::uint64_t> all;
    counts.for_each(
        [&](const std::string& key, const counter& count) { all[key] += count.value(); });
    return all;
}

} // namespace

TEST_CASE("each key has its own counters at a stable address") {
    keyed<counter, 3> counts;
    auto& a = counts.of("a");
    counts.of("b").add(2);
    a.add();
    CHECK(&counts.of("a") == &a);
    CHECK(read(counts) == std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 2}});
}

TEST_CASE("keys beyond the bound are counted together as other") {
    keyed<counter, 2> counts;
    for (const std::string_view key : {"a", "b", "c", "d", "c", "a"}) counts.of(key).add();
    CHECK(read(counts) == std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 1}, {"other", 3}});
    for (int i = 0; i < 1000; ++i) counts.of(std::to_string(i)).add();
    CHECK(read(counts) ==
          std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 1}, {"other", 1003}});
}

TEST_CASE("a key may be empty or named other") {
    keyed<counter, 2> counts;
    counts.of("").add();
    counts.of("other").add();
    counts.of("late").add();
    CHECK(read(counts) == std::map<std::string, std::uint64_t>{{"", 1}, {"other", 2}});
}

TEST_CASE("a reader on another thread sees whole keys only") {
    keyed<counter, 64> counts;
    const std::string prefix(100, 'k'); // too long for the small-string buffer
    std::jthread writer{[&] {
        for (int i = 0; i < 64; ++i) counts.of(prefix + std::to_string(i)).add();
    }};
    bool was_whole = true;
    std::size_t seen = 0;
    while (seen < 64) {
        seen = 0;
        counts.for_each([&](const std::string& key, const counter&) {
            was_whole = was_whole && key == prefix + std::to_string(seen);
            ++seen;
        });
    }
    CHECK(was_whole);
}
