// From a fault to the error that the client gets.
#pragma once

#include "faults/effect.hpp"
#include "model/api_error.hpp"

#include <span>

namespace ivschat::faults {

// Every error that a rule can name: those of the API model, and those that are common to AWS
// services.
std::span<const model::error_kind> known_errors();

// With every member that the API model demands of the error, about the room of the site.
model::api_error to_api_error(const error_reply& reply, const site& at);
// The HTTP reply to a handshake.
model::api_error to_api_error(const handshake_refusal& refusal);

} // namespace ivschat::faults
