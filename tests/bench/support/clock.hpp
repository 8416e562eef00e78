// Monotonic time, in nanoseconds.
#pragma once

#include <cstdint>
#include <ctime>

namespace ivschat::bench {

inline constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;

inline std::uint64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * nanoseconds_per_second +
           static_cast<std::uint64_t>(now.tv_nsec);
}

inline std::uint64_t from_seconds(double seconds) {
    return static_cast<std::uint64_t>(seconds * static_cast<double>(nanoseconds_per_second));
}

inline double to_seconds(std::uint64_t ns) {
    return static_cast<double>(ns) / static_cast<double>(nanoseconds_per_second);
}

} // namespace ivschat::bench
