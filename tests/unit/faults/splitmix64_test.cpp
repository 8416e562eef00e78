#include "faults/splitmix64.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <set>

using ivschat::faults::splitmix64;

TEST_CASE("the numbers of a seed never change") {
    // Users repeat runs by their seeds.
    splitmix64 first{42, 0};
    const std::array<std::uint64_t, 3> expected{6332618229526065668U, 17630415256238047317U,
                                                8971565426155258802U};
    for (const auto number : expected) CHECK(first.next() == number);
}

TEST_CASE("seeds and streams give different numbers") {
    std::set<std::uint64_t> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        for (std::uint64_t stream = 0; stream < 100; ++stream) {
            seen.insert(splitmix64{seed, stream}.next());
        }
    }
    CHECK(seen.size() == 10'000);
}

TEST_CASE("fractions fill the range from 0 to 1 evenly") {
    constexpr int draws = 100'000;
    std::array<int, 10> tenths{};
    splitmix64 sequence{7, 3};
    for (int i = 0; i < draws; ++i) {
        const auto fraction = sequence.next_fraction();
        REQUIRE(fraction >= 0.0);
        REQUIRE(fraction < 1.0);
        ++tenths[static_cast<std::size_t>(fraction * 10)];
    }
    // Five standard deviations of a binomial distribution.
    const double slack = 5 * std::sqrt(draws * 0.1 * 0.9);
    for (const auto count : tenths) CHECK(std::abs(count - draws * 0.1) < slack);
}
