// Latencies in nanoseconds, counted in buckets that are at most 1/64 wide: no allocation, no
// sorting. Lives on the only thread of its program.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace ivschat::bench {

class histogram {
public:
    void add(std::uint64_t value) {
        ++counts_[bucket_of(value)];
        ++total_;
        largest_ = std::max(largest_, value);
    }

    void clear() { *this = histogram{}; }
    std::uint64_t total() const { return total_; }
    std::uint64_t largest() const { return largest_; }

    // The upper end of the bucket below or in which that share of the values lies. 0 without
    // values.
    std::uint64_t quantile(double share) const {
        if (total_ == 0) return 0;
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_ - 1));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen > wanted) return std::min(end_of(i), largest_);
        }
        return largest_;
    }

private:
    static constexpr unsigned steps = 64; // of each power of two
    static constexpr unsigned step_bits = 6;

    static std::size_t bucket_of(std::uint64_t value) {
        if (value < steps) return static_cast<std::size_t>(value);
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
        return (shift + 1) * steps + static_cast<std::size_t>((value >> shift) - steps);
    }

    static std::uint64_t end_of(std::size_t bucket) {
        if (bucket < steps) return bucket;
        const auto shift = bucket / steps - 1;
        return ((bucket % steps + steps + 1) << shift) - 1;
    }

    std::array<std::uint64_t, steps * 60> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t largest_ = 0;
};

} // namespace ivschat::bench
