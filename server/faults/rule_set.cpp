#include "faults/rule_set.hpp"

namespace ivschat::faults {
namespace {

bool matches(const std::optional<std::string>& wanted, std::string_view found) {
    return !wanted || *wanted == found;
}

bool matches(const match& which, const injection_point& at) {
    return which.where == at.where && matches(which.action, at.action) &&
           matches(which.room_arn, at.room_arn) && matches(which.user_id, at.user_id);
}

// Turns a throttle into the effect that reports it on this plane.
effect resolve_throttle(const effect& what, plane where) {
    if (!std::holds_alternative<throttle>(what)) return what;
    if (where == plane::control) return error_reply{.kind = model::errors::throttling};
    if (where == plane::handshake) {
        return handshake_refusal{.status = 429, .message = "Too many connections."};
    }
    return error_frame{.code = 429, .message = "rate limit exceeded"}; // as AWS was seen to send it
}

} // namespace

void rule_set::replace(configuration wanted, std::uint64_t fallback_seed) {
    seed_ = wanted.random_seed.value_or(fallback_seed);
    watched_ = {};
    rules_.clear();
    generators_.clear();
    for (auto& each : wanted.rules) {
        watched_.add(each.which.where);
        generators_.emplace_back(seed_, rules_.size());
        rules_.push_back({.what = std::move(each)});
    }
}

// Counts a match. Only candidates draw, so that the n-th candidate gets the n-th random number
// whatever was skipped.
bool rule_set::hits(std::size_t index) {
    auto& [what, matched, hit_count] = rules_[index];
    const auto& when = what.when;
    ++matched;
    if (matched <= when.skip) return false;
    const auto considered = matched - when.skip;
    if (considered % when.every != 0) return false;
    if (when.max_candidates && considered / when.every > *when.max_candidates) return false;
    if (generators_[index].next_fraction() >= when.probability) return false;
    ++hit_count;
    return true;
}

std::optional<decision> rule_set::decide(const injection_point& at) {
    if (!watches(at.where)) return std::nullopt;
    decision decided{.where = at.where};
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const auto& rule = rules_[i].what;
        if (!matches(rule.which, at) || !hits(i)) continue;
        decided.delay += rule.delay;
        decided.rules.push_back(rule.name);
        if (!rule.then) continue;
        decided.what = resolve_throttle(*rule.then, at.where);
        break;
    }
    if (decided.rules.empty()) return std::nullopt;
    return decided;
}

} // namespace ivschat::faults
