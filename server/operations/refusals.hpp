// From chat's refusals to the API's errors: the one place where they meet.
#pragma once

#include "chat/types.hpp"
#include "model/api_error.hpp"

namespace ivschat::operations {

// `resource` is the ARN that the client named; the refusal may name another.
model::api_error to_api_error(const chat::refused& refused, std::string_view resource);

} // namespace ivschat::operations
