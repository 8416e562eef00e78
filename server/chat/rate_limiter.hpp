// A token bucket that holds one second's worth.
#pragma once

#include "chat/types.hpp"

#include <algorithm>

namespace ivschat::chat {

// The bucket is kept as the time when it would be full again (the "generic cell rate algorithm"):
// eight bytes for each of 50,000 connections, and no refilling. A full bucket admits one second's
// worth at once and refills evenly. How AWS measures is not known.
class rate_limiter {
public:
    // Takes one of `per_second` (at least 1). If it is not admitted, nothing is taken.
    bool admit(timestamp now, std::uint32_t per_second) {
        if (!would_admit(now, per_second)) return false;
        full_at_ = full_after(now, per_second);
        return true;
    }
    bool would_admit(timestamp now, std::uint32_t per_second) const {
        return full_after(now, per_second) <= now + std::chrono::seconds{1};
    }

private:
    timestamp full_after(timestamp now, std::uint32_t per_second) const {
        return std::max(full_at_, now) +
               std::chrono::nanoseconds{std::chrono::seconds{1}} / per_second;
    }

    timestamp full_at_{};
};

} // namespace ivschat::chat
