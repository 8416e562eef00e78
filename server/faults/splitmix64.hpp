// Random numbers that the same seed repeats on every machine. The standard library guarantees this
// for its engines only, not for its distributions.
#pragma once

#include <cstdint>

namespace ivschat::faults {

// splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
class splitmix64 {
public:
    // Streams of one seed are independent of each other.
    splitmix64(std::uint64_t seed, std::uint64_t stream)
        : state_{mix(seed + step * (stream + 1))} {}

    std::uint64_t next() { return mix(state_ += step); }
    // At least 0 and below 1.
    double next_fraction() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

private:
    static constexpr std::uint64_t step = 0x9e3779b97f4a7c15;

    static constexpr std::uint64_t mix(std::uint64_t value) {
        value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27U)) * 0x94d049bb133111eb;
        return value ^ (value >> 31U);
    }

    std::uint64_t state_;
};

} // namespace ivschat::faults
