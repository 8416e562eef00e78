// Durations in buckets. One writer; any thread may read.
#pragma once

#include "metrics/counter.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace ivschat::metrics {

// Inclusive upper bounds. 200 ms is AWS's timeout for review handlers.
inline constexpr auto bucket_bounds = [] {
    using namespace std::chrono_literals;
    return std::to_array<std::chrono::nanoseconds>({50us, 100us, 250us, 500us, 1ms, 2500us, 5ms,
                                                    10ms, 25ms, 50ms, 100ms, 200ms, 500ms, 1s, 5s});
}();

// The contents of a histogram when it was read.
struct durations {
    // The last bucket is for durations above all bounds.
    std::array<std::uint64_t, bucket_bounds.size() + 1> buckets{};
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
        // Linear, because most durations are short.
        std::size_t bucket = 0;
        while (bucket < bucket_bounds.size() && took > bucket_bounds[bucket]) ++bucket;
        buckets_[bucket].add();
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
