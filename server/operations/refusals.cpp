#include "operations/refusals.hpp"

namespace ivschat::operations {

model::api_error to_api_error(const chat::refused& refused, std::string_view resource) {
    using enum chat::refusal;
    using model::api_error;
    const std::string about = refused.resource.empty() ? std::string{resource} : refused.resource;
    const auto limit = std::to_string(refused.limit);
    switch (refused.why) {
    case room_not_found:
    case logging_configuration_not_found:
        return api_error::not_found(about);
    case logging_configuration_in_use:
        return api_error::conflict(about, "Resource: " + about +
                                              " is in use by a room. Take it out of "
                                              "loggingConfigurationIdentifiers first.");
    case too_many_tags:
        return api_error::validation(
            {{.name = "tags",
              .message = "Value at '/tags' failed to satisfy constraint: Member must leave the "
                         "resource with at most 50 tags"}});
    case too_many_rooms:
        return api_error::quota_exceeded("The account " + about + " has " + limit +
                                             " rooms in this region, which is its quota.",
                                         about, refused.limit);
    case too_many_logging_configurations:
        return api_error::quota_exceeded("The account " + about + " has " + limit +
                                             " logging configurations in this region, which is its "
                                             "quota.",
                                         about, refused.limit);
    case operation_rate_exceeded:
    case account_rate_exceeded:
        return api_error::throttled("Operation exceeded call rate: " + limit +
                                        " for resource: " + about,
                                    about, refused.limit);
    // Refusals of connections, and of values that the decoder has checked: no operation gets them.
    case too_many_connections:
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
    case review_denied:
        break;
    }
    return api_error::plain(model::errors::internal_server, "Internal error");
}

} // namespace ivschat::operations
