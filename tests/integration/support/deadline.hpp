// How long a test waits for something that must happen before it fails. A test that passes never
// waits this long.
#pragma once

#include <chrono>
#include <stdexcept>

namespace ivschat::integration {

using steady_clock = std::chrono::steady_clock;

inline constexpr std::chrono::seconds patience{20};

struct timed_out : std::runtime_error {
    using runtime_error::runtime_error;
};

class deadline {
public:
    explicit deadline(std::chrono::milliseconds wait = patience)
        : at_{steady_clock::now() + wait} {}

    // For poll(2).
    int milliseconds_left() const {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(at_ - steady_clock::now()).count();
        return left > 0 ? static_cast<int>(left) : 0;
    }

private:
    steady_clock::time_point at_;
};

} // namespace ivschat::integration
