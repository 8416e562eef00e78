#include "operations/messages.hpp"

#include "operations/refusals.hpp"

namespace ivschat::operations {
namespace {

// Yields the event's id.
template <class Request>
model::result<std::string> send_to_room(environment& env, const chat::caller& caller,
                                        const std::string& room_arn, Request request) {
    auto id = env.state.execute(chat::from_backend<Request>{
        .caller = caller, .room_arn = room_arn, .request = std::move(request)});
    if (!id) return to_api_error(id.error(), room_arn);
    return *std::move(id);
}

} // namespace

model::result<model::send_event_response> send_event(environment& env, const chat::caller& caller,
                                                     model::send_event_request request) {
    auto id = send_to_room(env, caller, request.room_identifier,
                           chat::send_event{.name = std::move(request.event_name),
                                            .attributes = std::move(request.attributes)});
    if (!id) return id.error();
    return model::send_event_response{.id = *std::move(id)};
}

model::result<model::delete_message_response>
delete_message(environment& env, const chat::caller& caller,
               model::delete_message_request request) {
    auto id = send_to_room(env, caller, request.room_identifier,
                           chat::delete_message{.request_id = {},
                                                .message_id = std::move(request.id),
                                                .reason = std::move(request.reason)});
    if (!id) return id.error();
    return model::delete_message_response{.id = *std::move(id)};
}

model::result<void> disconnect_user(environment& env, const chat::caller& caller,
                                    model::disconnect_user_request request) {
    const auto id = send_to_room(env, caller, request.room_identifier,
                                 chat::disconnect_user{.request_id = {},
                                                       .user_id = std::move(request.user_id),
                                                       .reason = std::move(request.reason)});
    if (!id) return id.error();
    return {};
}

} // namespace ivschat::operations
