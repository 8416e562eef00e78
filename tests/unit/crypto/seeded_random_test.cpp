#include "crypto/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace ivschat::crypto;

namespace {

using bytes = std::vector<std::byte>;

bytes take(random_source& source, std::size_t size) {
    bytes taken(size);
    source.fill(taken);
    return taken;
}

std::string to_hex(const bytes& data) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto each : data) {
        text += digits[std::to_integer<std::size_t>(each >> 4U)];
        text += digits[std::to_integer<std::size_t>(each & std::byte{15})];
    }
    return text;
}

} // namespace

TEST_CASE("a seed gives the same bytes in every run and in every release") {
    seeded_random seven{7};
    seeded_random zero{0};
    CHECK(to_hex(take(seven, 16)) == "543d1561ade193768424d33371794044");
    CHECK(to_hex(take(zero, 16)) == "5ff81ad47938f078ffabf93b7b05056f");
}

TEST_CASE("different seeds give different bytes") {
    seeded_random a{1};
    seeded_random b{2};
    CHECK(take(a, 32) != take(b, 32));
}

TEST_CASE("each purpose has bytes of its own") {
    seeded_random any{7};
    seeded_random one{7, "one"};
    seeded_random other{7, "other"};
    const auto bytes_of_one = take(one, 32);
    CHECK(bytes_of_one != take(any, 32));
    CHECK(bytes_of_one != take(other, 32));
}

TEST_CASE("the sequence does not depend on the sizes of the requests") {
    seeded_random at_once{7};
    const auto all = take(at_once, 1000);
    for (const std::size_t step : {1U, 7U, 63U, 64U, 65U, 500U}) {
        CAPTURE(step);
        seeded_random in_steps{7};
        bytes joined;
        while (joined.size() < all.size()) {
            const auto part = take(in_steps, std::min(step, all.size() - joined.size()));
            joined.insert(joined.end(), part.begin(), part.end());
        }
        CHECK(joined == all);
    }
}

TEST_CASE("rewind returns to the mark, or to the beginning") {
    seeded_random source{7};
    const auto beginning = take(source, 100);
    source.rewind();
    CHECK(take(source, 100) == beginning);
    source.mark();
    const auto marked = take(source, 100);
    CHECK(marked != beginning);
    source.rewind();
    CHECK(take(source, 100) == marked);
}

TEST_CASE("a sequence does not repeat itself") {
    seeded_random source{7};
    auto blocks = std::vector<bytes>{};
    for (int i = 0; i < 1000; ++i) blocks.push_back(take(source, 32));
    std::sort(blocks.begin(), blocks.end());
    CHECK(std::adjacent_find(blocks.begin(), blocks.end()) == blocks.end());
}
