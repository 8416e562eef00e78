#include "faults/decision.hpp"

namespace ivschat::faults {
namespace {

// A stall that is part of the hold.
const stall* holding_stall(const decision& decided) {
    if (decided.where == plane::delivery || !decided.what) return nullptr;
    return std::get_if<stall>(&*decided.what);
}

} // namespace

hold hold_of(const decision& decided) {
    const bool is_connection_held =
        decided.where == plane::messaging || decided.where == plane::delivery;
    hold held{.duration = decided.delay, .ends_with_rules = is_connection_held};
    if (const auto* const stalled = holding_stall(decided)) {
        held.ends_with_rules = true;
        held.duration = stalled->duration;
        if (held.duration) *held.duration += decided.delay;
    }
    return held;
}

const effect* effect_after_hold(const decision& decided) {
    if (!decided.what || holding_stall(decided) != nullptr) return nullptr;
    return &*decided.what;
}

} // namespace ivschat::faults
