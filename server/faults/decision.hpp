// What the fault rules decided at one injection point, and its order in time: a hold, then at most
// one effect. Delays can be followed by effects, and a call, handshake, request or frame that no
// effect stops then goes on. This order is written here only; each plane brings its own timers and
// queues.
#pragma once

#include "faults/effect.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::faults {

// A decision is a value: the rules may change while it is carried out.
struct decision {
    plane where = {};
    std::chrono::nanoseconds delay{0};   // the delays of all rules that hit, added up
    std::optional<effect> what = {};     // of the first rule that hit and has one; never throttle
    std::vector<std::string> rules = {}; // the rules that hit, in their order
};

// How long something is held before it goes on. A hold that ends early is followed by the same
// effect as one that runs its full time. What ends it early:
// - Shutdown ends every hold.
// - A reset of everything, or of the room, ends every hold; a held AWS call or handshake is then
//   answered with 503.
// - A change of the rules, by PUT or DELETE /faults, ends holds that have `ends_with_rules`. On the
//   control and handshake planes these are stalls; a plain delay runs on there. On the messaging
//   and delivery planes they are delays, too.
// - POST /sessions/{id}/stall with "reading": false ends the hold of that connection's request.
// - The connection's end. A held request, AWS call or handshake is not executed. If the server
//   closes the connection, held frames leave at once, before its close frame; otherwise they are
//   lost.
struct hold {
    std::optional<std::chrono::nanoseconds> duration{0}; // real time; not set: no end of its own
    bool ends_with_rules = false;

    bool is_none() const { return duration && duration->count() == 0; }
};

// The delay and, behind it, the stall. Not so on the delivery plane: there, a stall is an effect
// that holds the connection's writing, other frames and pongs included.
hold hold_of(const decision& decided);

// What happens after the hold. Null: it goes on as if no rule had hit, as it does after a delay or
// a stall alone. Points into `decided`.
const effect* effect_after_hold(const decision& decided);

} // namespace ivschat::faults
