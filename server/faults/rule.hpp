// A fault rule: which injection points it matches, which of those it hits, and what happens there.
#pragma once

#include "faults/effect.hpp"

#include <cstdint>
#include <vector>

namespace ivschat::faults {

// A member that is not set matches everything.
struct match {
    plane where;
    std::optional<std::string> action = {};
    std::optional<std::string> room_arn = {};
    std::optional<std::string> user_id = {};
};

// Which matches are hit. Matches are numbered from 1 since the rules were set. The first `skip` are
// passed over; of the others, every `every`-th is a candidate, up to `max_candidates`. A candidate
// is hit with the given probability.
struct limits {
    std::uint64_t skip = 0;
    std::uint64_t every = 1; // at least 1
    std::optional<std::uint64_t> max_candidates = {};
    double probability = 1.0; // 0 to 1
};

struct rule {
    std::string name; // unique in its configuration
    match which;
    limits when = {};
    std::chrono::nanoseconds delay{0}; // of real time, before the effect
    std::optional<effect> then = {};   // must be possible on the rule's plane
};

struct configuration {
    std::optional<std::uint64_t> random_seed = {}; // not set: the server chooses one
    std::vector<rule> rules = {};
};

} // namespace ivschat::faults
