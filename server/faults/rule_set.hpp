// Lives on the core. The fault rules in force, and how often each matched and hit.
#pragma once

#include "faults/decision.hpp"
#include "faults/rule.hpp"
#include "faults/splitmix64.hpp"

#include <span>

namespace ivschat::faults {

struct counted_rule {
    rule what;
    std::uint64_t matched = 0; // injection points since the rules were set
    std::uint64_t hits = 0;
};

class rule_set {
public:
    // Replaces all rules; counts begin at zero. `fallback_seed` is used if the configuration has no
    // seed; `random_seed` tells it, so that a run can be repeated.
    void replace(configuration wanted, std::uint64_t fallback_seed);
    void clear() { replace({}, seed_); }

    // One branch each: these are on hot paths.
    bool empty() const { return rules_.empty(); }
    bool watches(plane where) const { return watched_.has(where); }

    // Evaluates the rules in their order. The delays of all rules that hit add up. The first that
    // hits and has an effect ends the search: rules behind it neither match nor count.
    std::optional<decision> decide(const injection_point& at);

    std::uint64_t random_seed() const { return seed_; }
    std::span<const counted_rule> rules() const { return rules_; }

private:
    bool hits(std::size_t index);

    std::uint64_t seed_ = 0;
    plane_set watched_ = {};
    std::vector<counted_rule> rules_;
    // One for each rule, so that what one draws does not depend on the traffic of another.
    std::vector<splitmix64> generators_;
};

} // namespace ivschat::faults
