#include "metrics/counter.hpp"
#include "metrics/keyed.hpp"

#include <doctest/doctest.h>

#include <map>
#include <thread>

using namespace ivschat::metrics;

namespace {

template <class Keyed>
std::map<std::string, std::uint64_t> read(const Keyed& figures) {
    std::map<std::string, std::uint64_t> all;
    figures.for_each(
        [&](const std::string& key, const counter& count) { all[key] += count.value(); });
    return all;
}

} // namespace

TEST_CASE("each key has figures of its own, which stay where they are") {
    keyed<counter, 3> figures;
    auto& a = figures.of("a");
    figures.of("b").add(2);
    a.add();
    CHECK(&figures.of("a") == &a);
    CHECK(read(figures) == std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 2}});
}

TEST_CASE("keys beyond the bound are counted together as other") {
    keyed<counter, 2> figures;
    for (const std::string_view key : {"a", "b", "c", "d", "c", "a"}) figures.of(key).add();
    CHECK(read(figures) == std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 1}, {"other", 3}});
    for (int i = 0; i < 1000; ++i) figures.of(std::to_string(i)).add();
    CHECK(read(figures) ==
          std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 1}, {"other", 1003}});
}

TEST_CASE("a key may be empty, and may be called other") {
    keyed<counter, 2> figures;
    figures.of("").add();
    figures.of("other").add();
    figures.of("late").add();
    CHECK(read(figures) == std::map<std::string, std::uint64_t>{{"", 1}, {"other", 2}});
}

TEST_CASE("a reader on another thread sees whole keys only") {
    keyed<counter, 64> figures;
    const std::string prefix(100, 'k'); // not within the string object
    std::jthread writer{[&] {
        for (int i = 0; i < 64; ++i) figures.of(prefix + std::to_string(i)).add();
    }};
    bool was_whole = true;
    std::size_t seen = 0;
    while (seen < 64) {
        seen = 0;
        figures.for_each([&](const std::string& key, const counter&) {
            was_whole = was_whole && key == prefix + std::to_string(seen);
            ++seen;
        });
    }
    CHECK(was_whole);
}
