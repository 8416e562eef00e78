// SendEvent, DeleteMessage, DisconnectUser. They reach a room through the same code as requests
// over WebSocket.
#pragma once

#include "model/api_error.hpp"
#include "model/messages.hpp"
#include "operations/environment.hpp"

namespace ivschat::operations {

model::result<model::send_event_response> send_event(environment& env, const chat::caller& caller,
                                                     model::send_event_request request);
model::result<model::delete_message_response>
delete_message(environment& env, const chat::caller& caller, model::delete_message_request request);
model::result<void> disconnect_user(environment& env, const chat::caller& caller,
                                    model::disconnect_user_request request);

} // namespace ivschat::operations
