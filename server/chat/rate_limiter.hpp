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
        using namespace std::chrono;
        const nanoseconds interval = nanoseconds{seconds{1}} / per_second;
        const timestamp full = std::max(full_at_, now);
        if (full + interval > now + seconds{1}) return false;
        full_at_ = full + interval;
        return true;
    }

private:
    timestamp full_at_{};
};

} // namespace ivschat::chat
