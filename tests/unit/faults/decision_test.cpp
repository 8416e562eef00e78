#include "faults/decision.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace ivschat::faults;
using namespace std::chrono_literals;

namespace {

struct row {
    std::string_view name;
    decision decided;
    std::optional<std::chrono::nanoseconds> duration;
    bool ends_with_rules;
    bool has_effect;
};

const row rows[] = {
    {.name = "no rule hit",
     .decided = {.where = plane::control},
     .duration = 0ns,
     .ends_with_rules = false,
     .has_effect = false},
    {.name = "a call is only delayed",
     .decided = {.where = plane::control, .delay = 2s},
     .duration = 2s,
     .ends_with_rules = false,
     .has_effect = false},
    {.name = "a call fails after a delay",
     .decided = {.where = plane::control,
                 .delay = 2s,
                 .what = error_reply{.kind = ivschat::model::errors::conflict}},
     .duration = 2s,
     .ends_with_rules = false,
     .has_effect = true},
    {.name = "a call is dropped at once",
     .decided = {.where = plane::control, .what = drop{}},
     .duration = 0ns,
     .ends_with_rules = false,
     .has_effect = true},
    {.name = "a call stalls for a while",
     .decided = {.where = plane::control, .what = stall{.duration = 3s}},
     .duration = 3s,
     .ends_with_rules = true,
     .has_effect = false},
    {.name = "a call stalls without an end of its own",
     .decided = {.where = plane::control, .what = stall{}},
     .duration = std::nullopt,
     .ends_with_rules = true,
     .has_effect = false},
    {.name = "a handshake is delayed and then closed",
     .decided = {.where = plane::handshake, .delay = 1s, .what = closure{}},
     .duration = 1s,
     .ends_with_rules = false,
     .has_effect = true},
    {.name = "a handshake is delayed and then stalls",
     .decided = {.where = plane::handshake, .delay = 1s, .what = stall{.duration = 3s}},
     .duration = 4s,
     .ends_with_rules = true,
     .has_effect = false},
    {.name = "a handshake is delayed and then stalls without an end of its own",
     .decided = {.where = plane::handshake, .delay = 1s, .what = stall{}},
     .duration = std::nullopt,
     .ends_with_rules = true,
     .has_effect = false},
    {.name = "a request is only delayed",
     .decided = {.where = plane::messaging, .delay = 1s},
     .duration = 1s,
     .ends_with_rules = true,
     .has_effect = false},
    {.name = "a request fails after a delay",
     .decided = {.where = plane::messaging, .delay = 1s, .what = error_frame{}},
     .duration = 1s,
     .ends_with_rules = true,
     .has_effect = true},
    {.name = "a request is delayed and then stalls",
     .decided = {.where = plane::messaging, .delay = 1s, .what = stall{.duration = 3s}},
     .duration = 4s,
     .ends_with_rules = true,
     .has_effect = false},
    {.name = "a frame is delayed and then sent twice",
     .decided = {.where = plane::delivery, .delay = 1s, .what = duplicate{}},
     .duration = 1s,
     .ends_with_rules = true,
     .has_effect = true},
    {.name = "a frame is delayed and then stalls its connection's writing",
     .decided = {.where = plane::delivery, .delay = 1s, .what = stall{.duration = 3s}},
     .duration = 1s,
     .ends_with_rules = true,
     .has_effect = true},
    {.name = "a frame stalls its connection's writing at once",
     .decided = {.where = plane::delivery, .what = stall{}},
     .duration = 0ns,
     .ends_with_rules = true,
     .has_effect = true},
};

} // namespace

TEST_CASE("a decision is a hold, then at most one effect") {
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto held = hold_of(row.decided);
        CHECK((held.duration == row.duration));
        CHECK(held.ends_with_rules == row.ends_with_rules);
        CHECK(held.is_none() == (row.duration == 0ns));
        const auto* const effect = effect_after_hold(row.decided);
        CHECK((effect != nullptr) == row.has_effect);
        if (effect != nullptr) CHECK(effect->index() == row.decided.what->index());
    }
}
