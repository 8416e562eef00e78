// The entries that come nearest to a filter without matching it.
#pragma once

#include "journal/expectation.hpp"

#include <vector>

namespace ivschat::journal {

// At most five, the nearest first. Nearer is who fails fewer conditions; then, who has another
// value rather than none; then, who is later. An entry without any of the wanted members is no near
// miss.
std::vector<near_miss> near_misses(const ring& entries, const filter& wanted);

} // namespace ivschat::journal
