// CreateChatToken.
#pragma once

#include "model/api_error.hpp"
#include "model/tokens.hpp"
#include "operations/environment.hpp"

namespace ivschat::operations {

model::result<model::create_chat_token_response>
create_chat_token(environment& env, const chat::caller& caller,
                  model::create_chat_token_request request);

} // namespace ivschat::operations
