#include "operations/refusals.hpp"

namespace ivschat::operations {

model::api_error to_api_error(chat::refusal why, std::string_view resource) {
    using enum chat::refusal;
    using model::api_error;
    switch (why) {
    case room_not_found:
    case logging_configuration_not_found:
        return api_error::not_found(resource);
    // Refusals of connections, which no operation here meets.
    case token_used:
    case token_expired:
    case no_such_session:
    case capability_missing:
    case connection_rate_exceeded:
    case room_rate_exceeded:
    case content_empty:
    case content_too_long:
    case attributes_too_large:
    case bad_message_id:
    case bad_user_id:
    case reason_too_long:
        break;
    }
    return api_error::plain(model::errors::internal_server, "Internal error");
}

} // namespace ivschat::operations
