// Lives on the core. The fault rules that hold now, and how often each was asked and hit.
#pragma once

#include "faults/repeatable_sequence.hpp"
#include "faults/rule.hpp"

#include <span>

namespace ivschat::faults {

// What is to happen at a site: wait, then `what`; without that, go on as if nothing was. It stands
// on its own: the rules may change while the delay runs.
struct decision {
    std::chrono::nanoseconds delay{0};
    std::optional<effect> what = {};     // never throttle
    std::vector<std::string> rules = {}; // that had a hit, in their order
};

struct counted_rule {
    rule what;
    std::uint64_t matched = 0; // sites since the rules were set
    std::uint64_t hits = 0;
};

class rule_set {
public:
    // Puts new rules, all counts at zero, in the place of the old. `any_seed` is taken where the
    // plan names none, so that it can be told and used again.
    void replace(plan wanted, std::uint64_t any_seed);
    void clear() { replace({}, seed_); }

    // One branch each, for the hot paths.
    bool empty() const { return rules_.empty(); }
    bool watches(plane where) const { return watched_.has(where); }

    // Asks the rules in their order. The delays of all that hit add up; the first hit with an
    // effect ends the search, and the rules behind it neither match nor count.
    std::optional<decision> decide(const site& at);

    std::uint64_t seed() const { return seed_; }
    std::span<const counted_rule> rules() const { return rules_; }
    // Another number after every `replace`: what is stalled goes on.
    std::uint64_t generation() const { return generation_; }

private:
    bool hits(std::size_t index);

    std::uint64_t seed_ = 0;
    std::uint64_t generation_ = 0;
    plane_set watched_ = {};
    std::vector<counted_rule> rules_;
    // One for each rule: what one rule draws does not depend on the traffic of another.
    std::vector<repeatable_sequence> draws_;
};

} // namespace ivschat::faults
