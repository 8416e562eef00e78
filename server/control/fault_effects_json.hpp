// The effects of fault rules as JSON: one member of "effect" for each.
//
//     "error": {"name": "ConflictException", "status": 409, "message": "..."}   control
//     "errorFrame": {"code": 500, "message": "..."}                             messaging
//     "refuse": {"status": 403, "message": "..."}                               handshake
//     "throttle": {}                                  control, handshake, messaging
//     "close": {"code": 4000, "reason": "..."}        handshake, messaging, delivery
//     "drop": {}                                      everywhere: the connection, uncleanly
//     "duplicate": {"copies": 1}                      delivery
//     "reorder": {"releaseAfter": "PT1S"}             delivery
//     "stall": {"for": "PT10S"}                       everywhere; without `for`: until a change
#pragma once

#include "control/json_object.hpp"
#include "faults/effect.hpp"
#include "text/json_writer.hpp"

namespace ivschat::control {

// "error, errorFrame, ..."
std::string all_effect_names();
std::string_view name_of(const faults::effect& what);

// The one effect that `in` holds, if it holds one; two are a fault.
std::optional<faults::effect> read_effect(object_reader& in);

// The member, key and all.
void write_effect(text::json_writer& out, const faults::effect& what);

} // namespace ivschat::control
