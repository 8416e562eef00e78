// How long things took, in buckets: one writer, any readers.
#pragma once

#include "metrics/counter.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace ivschat::metrics {

// Upper bounds, each within its bucket. 200 ms is what AWS gives a review handler.
inline constexpr auto bucket_bounds = [] {
    using namespace std::chrono_literals;
    return std::to_array<std::chrono::nanoseconds>({50us, 100us, 250us, 500us, 1ms, 2500us, 5ms,
                                                    10ms, 25ms, 50ms, 100ms, 200ms, 500ms, 1s, 5s});
}();

// What a histogram held when it was read.
struct durations {
    std::array<std::uint64_t, bucket_bounds.size() + 1> buckets{}; // the last: longer than all
    std::chrono::nanoseconds total{};

    durations& operator+=(const durations& more) {
        for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += more.buckets[i];
        total += more.total;
        return *this;
    }
    std::uint64_t count() const {
        std::uint64_t sum = 0;
        for (const auto each : buckets) sum += each;
        return sum;
    }
};

class histogram {
public:
    void observe(std::chrono::nanoseconds took) {
        // Most are short: the first bounds decide.
        std::size_t place = 0;
        while (place < bucket_bounds.size() && took > bucket_bounds[place]) ++place;
        buckets_[place].add();
        nanoseconds_.add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())));
    }
    durations read() const {
        durations all;
        for (std::size_t i = 0; i < buckets_.size(); ++i) all.buckets[i] = buckets_[i].value();
        all.total = std::chrono::nanoseconds{nanoseconds_.value()};
        return all;
    }

private:
    std::array<counter, bucket_bounds.size() + 1> buckets_;
    counter nanoseconds_;
};

} // namespace ivschat::metrics
