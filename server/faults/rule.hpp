// A rule: which sites it means, which of those it hits, and what happens there.
#pragma once

#include "faults/effect.hpp"

#include <cstdint>
#include <vector>

namespace ivschat::faults {

struct match {
    plane where;
    std::optional<std::string> action = {};
    std::optional<std::string> room_arn = {};
    std::optional<std::string> user_id = {};
};

// Of the sites that match, numbered from 1 since the rules were set: the first `skip` go free. Of
// the others every `every`-th is a candidate. The first `first` candidates are hit, each with the
// probability.
struct limits {
    std::uint64_t skip = 0;
    std::uint64_t every = 1; // at least 1
    std::optional<std::uint64_t> first = {};
    double probability = 1.0; // 0 to 1
};

struct rule {
    std::string name; // unique in its set
    match which;
    limits when = {};
    // Of real time, before the effect. What comes behind on the same connection waits too.
    std::chrono::nanoseconds delay{0};
    std::optional<effect> then = {}; // none: only the delay
};

// What a user asks for. Each effect must be possible on its rule's plane.
struct plan {
    std::optional<std::uint64_t> seed = {}; // none: any will do
    std::vector<rule> rules = {};
};

} // namespace ivschat::faults
