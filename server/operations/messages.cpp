#include "operations/messages.hpp"

#include "operations/refusals.hpp"

namespace ivschat::operations {
namespace {

// Runs the command in the room; the result is the event's id.
template <class Command>
model::result<std::string> act(environment& env, const chat::caller& caller,
                               const std::string& room_arn, Command command) {
    auto id = env.state.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
        return service.act(now, caller, room_arn, std::move(command), out);
    });
    if (!id) return to_api_error(id.error(), room_arn);
    return *std::move(id);
}

} // namespace

model::result<model::send_event_response> send_event(environment& env, const chat::caller& caller,
                                                     model::send_event_request request) {
    auto id = act(env, caller, request.room_identifier,
                  chat::send_event{.name = std::move(request.event_name),
                                   .attributes = std::move(request.attributes)});
    if (!id) return id.error();
    return model::send_event_response{.id = *std::move(id)};
}

model::result<model::delete_message_response>
delete_message(environment& env, const chat::caller& caller,
               model::delete_message_request request) {
    auto id = act(env, caller, request.room_identifier,
                  chat::delete_message{.request_id = {},
                                       .message_id = std::move(request.id),
                                       .reason = std::move(request.reason)});
    if (!id) return id.error();
    return model::delete_message_response{.id = *std::move(id)};
}

model::result<void> disconnect_user(environment& env, const chat::caller& caller,
                                    model::disconnect_user_request request) {
    const auto id = act(env, caller, request.room_identifier,
                        chat::disconnect_user{.request_id = {},
                                              .user_id = std::move(request.user_id),
                                              .reason = std::move(request.reason)});
    if (!id) return id.error();
    return {};
}

} // namespace ivschat::operations
