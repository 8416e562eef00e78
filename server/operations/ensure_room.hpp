// Rooms that come into being by being read, under --auto-create-rooms.
#pragma once

#include "model/api_error.hpp"
#include "operations/environment.hpp"

#include <string>

namespace ivschat::operations {

// Creates the room if it is missing and may be created. The error is that of an exhausted quota; an
// unknown room is left for the query that follows.
model::result<void> ensure_room(environment& env, const chat::caller& caller,
                                const std::string& arn);

} // namespace ivschat::operations
