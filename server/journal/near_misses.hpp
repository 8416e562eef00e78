// The entries that come nearest to a filter without matching it.
#pragma once

#include "journal/expectation.hpp"

#include <vector>

namespace ivschat::journal {

// At most five. Ordered by the number of failed conditions; ties go to entries that have the member
// with another value, then to later ones. An entry without any of the wanted members is no near
// miss.
std::vector<near_miss> near_misses(const ring& entries, const filter& wanted);

} // namespace ivschat::journal
