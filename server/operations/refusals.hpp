// Translates chat's refusals to the API's errors.
#pragma once

#include "chat/types.hpp"
#include "model/api_error.hpp"

namespace ivschat::operations {

// `resource` is the ARN in the request. A refusal that names another is about that one.
model::api_error to_api_error(const chat::refused& refused, std::string_view resource);

} // namespace ivschat::operations
