// Which entries came nearest to what was wanted.
#pragma once

#include "journal/expectation.hpp"

#include <vector>

namespace ivschat::journal {

// At most five, the nearest first: those that fail the fewest conditions; of these, those that have
// something else where something was wanted before those that have nothing there; of these, the
// latest. An entry that has nothing of what was wanted is no near miss.
std::vector<near_miss> near_misses(const ring& entries, const filter& wanted);

} // namespace ivschat::journal
