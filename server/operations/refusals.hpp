// From chat's refusals to the API's errors: the one place where they meet.
#pragma once

#include "chat/types.hpp"
#include "model/api_error.hpp"

namespace ivschat::operations {

// `resource` is the ARN that the client named.
model::api_error to_api_error(chat::refusal why, std::string_view resource);

} // namespace ivschat::operations
