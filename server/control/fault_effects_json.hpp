// The effects of fault rules as JSON: one member of "effect" for each.
//
//     "error": {"name": "ConflictException", "status": 409, "message": "..."}   control
//     "errorFrame": {"code": 500, "message": "..."}                             messaging
//     "refuse": {"status": 403, "message": "..."}                               handshake
//     "throttle": {}                                  control, handshake, messaging
//     "close": {"code": 4000, "reason": "..."}        handshake, messaging, delivery
//     "drop": {}                                      all planes: a TCP reset
//     "duplicate": {"copies": 1}                      delivery
//     "reorder": {"releaseAfter": "PT1S"}             delivery
//     "stall": {"for": "PT10S"}                       all planes
//
// A stall without `for` lasts until the rules change.
#pragma once

#include "control/json_object.hpp"
#include "faults/effect.hpp"
#include "text/json_writer.hpp"

namespace ivschat::control {

// "error, errorFrame, ..."
std::string all_effect_names();
std::string_view name_of(const faults::effect& what);

// The effect in `in`, if there is one. Two effects are an error.
std::optional<faults::effect> read_effect(object_reader& in);

// Writes the key and the value.
void write_effect(text::json_writer& out, const faults::effect& what);

} // namespace ivschat::control
