#include "faults/rule_set.hpp"

namespace ivschat::faults {
namespace {

bool is_meant(const std::optional<std::string>& wanted, std::string_view found) {
    return !wanted || *wanted == found;
}

bool is_meant(const match& which, const site& at) {
    return which.where == at.where && is_meant(which.action, at.action) &&
           is_meant(which.room_arn, at.room_arn) && is_meant(which.user_id, at.user_id);
}

// In the words of the plane where it happens.
effect spell_out(const effect& what, plane where) {
    if (!std::holds_alternative<throttle>(what)) return what;
    if (where == plane::control) return error_reply{.kind = model::errors::throttling};
    if (where == plane::handshake) {
        return handshake_refusal{.status = 429, .message = "Too many connections."};
    }
    return error_frame{.code = 429, .message = "rate limit exceeded"}; // seen of AWS
}

} // namespace

void rule_set::replace(plan wanted, std::uint64_t any_seed) {
    seed_ = wanted.seed.value_or(any_seed);
    ++generation_;
    watched_ = {};
    rules_.clear();
    draws_.clear();
    for (auto& each : wanted.rules) {
        watched_.add(each.which.where);
        draws_.emplace_back(seed_, rules_.size());
        rules_.push_back({.what = std::move(each)});
    }
}

// Counts the site. Draws for candidates only, so that the n-th candidate has the n-th number.
bool rule_set::hits(std::size_t index) {
    auto& [what, matched, hit_count] = rules_[index];
    const auto& when = what.when;
    const auto number = ++matched;
    if (number <= when.skip) return false;
    const auto behind = number - when.skip;
    if (behind % when.every != 0) return false;
    if (when.first && behind / when.every > *when.first) return false;
    if (draws_[index].next_fraction() >= when.probability) return false;
    ++hit_count;
    return true;
}

std::optional<decision> rule_set::decide(const site& at) {
    if (!watches(at.where)) return std::nullopt;
    decision made;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const auto& asked = rules_[i].what;
        if (!is_meant(asked.which, at) || !hits(i)) continue;
        made.delay += asked.delay;
        made.rules.push_back(asked.name);
        if (!asked.then) continue;
        made.what = spell_out(*asked.then, at.where);
        break;
    }
    if (made.rules.empty()) return std::nullopt;
    return made;
}

} // namespace ivschat::faults
