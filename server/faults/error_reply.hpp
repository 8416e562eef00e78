// Turns a fault into the error that the client gets.
#pragma once

#include "faults/effect.hpp"
#include "model/api_error.hpp"

#include <span>

namespace ivschat::faults {

// Every error that a rule can name: those of the API model and those common to all AWS services.
std::span<const model::error_kind> known_errors();

// The error has every member that the API model requires; its resource is the room at `at`.
model::api_error to_api_error(const error_reply& reply, const injection_point& at);
// The HTTP reply to a handshake.
model::api_error to_api_error(const handshake_refusal& refusal);

} // namespace ivschat::faults
