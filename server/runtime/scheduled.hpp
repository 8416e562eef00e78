// Something with work due at times of the server's clock, which tests may move.
#pragma once

#include "runtime/clock.hpp"

#include <optional>

namespace ivschat::runtime {

class scheduled {
public:
    virtual ~scheduled() = default;
    // The time of the next work; nothing if there is none.
    virtual std::optional<timestamp> next_due() const = 0;
    // Does all work that is due at `now`.
    virtual void advance(timestamp now) = 0;
};

} // namespace ivschat::runtime
