// How often something may happen: a token bucket that holds one second's worth.
#pragma once

#include "chat/types.hpp"

#include <algorithm>

namespace ivschat::chat {

// The bucket is kept as one point in time (the "generic cell rate algorithm"): when it would be
// full again. Eight bytes for each of 50,000 connections, and no refilling. How AWS measures is not
// known; a full bucket lets one second's worth through at once and refills evenly.
class rate_limiter {
public:
    // Takes one of `per_second` (at least 1), or says no and takes nothing.
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
