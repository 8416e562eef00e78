#include "metrics/histogram.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace ivschat::metrics;
using namespace std::chrono_literals;

TEST_CASE("a duration falls into the first bucket whose bound it does not exceed") {
    struct row {
        std::string_view name;
        std::chrono::nanoseconds took;
        std::size_t bucket;
    };
    const row rows[] = {
        {.name = "nothing", .took = 0ns, .bucket = 0},
        {.name = "a clock that went back", .took = -1ns, .bucket = 0},
        {.name = "on the first bound", .took = 50us, .bucket = 0},
        {.name = "past the first bound", .took = 50us + 1ns, .bucket = 1},
        {.name = "between bounds", .took = 3ms, .bucket = 6},
        {.name = "AWS's patience with a review", .took = 200ms, .bucket = 11},
        {.name = "past it", .took = 200ms + 1ns, .bucket = 12},
        {.name = "on the last bound", .took = 5s, .bucket = 14},
        {.name = "longer than all", .took = 1h, .bucket = 15},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        histogram all;
        all.observe(row.took);
        const auto read = all.read();
        for (std::size_t i = 0; i < read.buckets.size(); ++i) {
            CHECK(read.buckets[i] == (i == row.bucket ? 1 : 0));
        }
        CHECK(read.count() == 1);
        CHECK(read.total == std::max(0ns, row.took));
    }
}

TEST_CASE("bounds increase") {
    CHECK(std::is_sorted(bucket_bounds.begin(), bucket_bounds.end()));
    CHECK(std::adjacent_find(bucket_bounds.begin(), bucket_bounds.end()) == bucket_bounds.end());
}

TEST_CASE("durations add up") {
    histogram one;
    histogram other;
    one.observe(1ms);
    other.observe(1ms);
    other.observe(10s);
    auto sum = one.read();
    sum += other.read();
    CHECK(sum.buckets[4] == 2);
    CHECK(sum.buckets.back() == 1);
    CHECK(sum.count() == 3);
    CHECK(sum.total == 10s + 2ms);
}
