// What has something to do at a certain time of the server's clock, which may be moved by hand.
#pragma once

#include "runtime/clock.hpp"

#include <optional>

namespace ivschat::runtime {

class scheduled {
public:
    virtual ~scheduled() = default;
    // When `advance` has something to do next; nothing while there is nothing.
    virtual std::optional<timestamp> next_due() const = 0;
    // Does all that is due at `now`.
    virtual void advance(timestamp now) = 0;
};

} // namespace ivschat::runtime
