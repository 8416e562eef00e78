// How long a scan of the journal may go on before others have their turn.
#pragma once

#include <chrono>
#include <functional>

namespace ivschat::journal {

// Asked after each entry. True: the scan pauses, and whoever runs it calls it again later.
using budget = std::function<bool()>;

inline budget unlimited() {
    return [] { return false; };
}

// Spent after that time. The entry that is being tested then is tested to its end.
inline budget time_limit(std::chrono::nanoseconds limit) {
    using std::chrono::steady_clock;
    return [end = steady_clock::now() + limit] { return steady_clock::now() >= end; };
}

// The longest that a scan holds up chat connections at one time.
inline constexpr std::chrono::milliseconds time_slice{2};

} // namespace ivschat::journal
