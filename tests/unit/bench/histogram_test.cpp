#include "bench/support/histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace ivschat::bench {
namespace {

TEST_CASE("a histogram without values has quantiles of 0") {
    const histogram empty;
    CHECK(empty.quantile(0.5) == 0);
    CHECK(empty.largest() == 0);
}

TEST_CASE("small values are counted exactly") {
    histogram counted;
    for (std::uint64_t value = 0; value < 64; ++value) counted.add(value);
    CHECK(counted.total() == 64);
    CHECK(counted.quantile(0) == 0);
    CHECK(counted.quantile(0.5) == 31);
    CHECK(counted.quantile(1) == 63);
}

TEST_CASE("a quantile is at most a 64th above that of the sorted values") {
    std::mt19937_64 random{7};
    std::lognormal_distribution<double> latency{14, 2};
    std::vector<std::uint64_t> values(20'000);
    histogram counted;
    for (auto& value : values) {
        value = static_cast<std::uint64_t>(latency(random));
        counted.add(value);
    }
    std::sort(values.begin(), values.end());
    for (const double share : {0.0, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        CAPTURE(share);
        const auto exact = values[static_cast<std::size_t>(share * 19'999.0)];
        CHECK(counted.quantile(share) >= exact);
        CHECK(counted.quantile(share) <= exact + exact / 64 + 1);
    }
    CHECK(counted.largest() == values.back());
}

TEST_CASE("the largest of all values fits") {
    histogram counted;
    counted.add(~std::uint64_t{0});
    CHECK(counted.quantile(0.5) == ~std::uint64_t{0});
    counted.clear();
    CHECK(counted.total() == 0);
}

} // namespace
} // namespace ivschat::bench
