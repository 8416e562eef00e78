#include "wire/frames.hpp"

#include "chat/limits.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

namespace ivschat::wire {
namespace {

void write_attributes(text::json_writer& out, const std::optional<chat::attribute_map>& map) {
    out.key("Attributes");
    if (map)
        out.string_map(*map);
    else
        out.null();
}

} // namespace

error describe(const chat::refused& refused) {
    using enum chat::refusal;
    switch (refused.why) {
    case content_empty:
        return {400, "Content must not be empty"};
    // AWS's own words, as its UGC demo matches them; likewise for the rate limits.
    case content_too_long:
        return {400, "Message exceeds maximum length"};
    case connection_rate_exceeded:
    case room_rate_exceeded:
    case account_rate_exceeded:
        return {429, "rate limit exceeded"};
    case bad_message_id:
        return {400, "Id must be a message id of " +
                         std::to_string(chat::limits::message_id_characters) +
                         " letters and digits"};
    case bad_user_id:
        return {400, "UserId must be 1 to " + std::to_string(chat::limits::user_id_code_points) +
                         " characters long"};
    case reason_too_long:
        return {400, "Reason must be at most " + std::to_string(chat::limits::reason_code_points) +
                         " characters long"};
    case attributes_too_large:
        return {413, "Attributes exceed 1 KB"};
    case capability_missing:
        return {403, "The chat token does not have the capability that this action needs"};
    case room_not_found:
        return {404, "Room not found"};
    case token_used:
    case token_expired:
    case no_such_session:
        return {401, "Token expired or missing"};
    case review_denied:
        return {406, refused.resource.empty()
                         ? "The message was rejected by the review handler"
                         : "The message was rejected by the review handler: " + refused.resource};
    case too_many_connections:
        return {429, "Too many connections"};
    case too_many_rooms: // the room was deleted and would be made again
        return {429, "Too many rooms"};
    // Of the control plane.
    case logging_configuration_not_found:
    case logging_configuration_in_use:
    case too_many_tags:
    case too_many_logging_configurations:
    case operation_rate_exceeded:
        break;
    }
    return {500, "Internal error"};
}

std::string_view type_of(const payload& what) {
    return std::holds_alternative<chat::message>(what) ? "MESSAGE" : "EVENT";
}

metrics::action metric_of(const payload& what) {
    const auto* const event = std::get_if<chat::event>(&what);
    if (event == nullptr) return metrics::action::send_message;
    const auto* const row = find_action_of_event(event->name);
    return row == nullptr ? metrics::action::send_event : row->metric;
}

std::string encode(const payload& what) {
    return std::visit([](const auto& each) { return encode(each); }, what);
}

std::string encode(const chat::message& message) {
    std::string frame;
    frame.reserve(256 + message.content.size());
    text::json_writer out{frame};
    out.begin_object().key("Type").string("MESSAGE");
    out.key("Id").string(message.id);
    out.key("RequestId").string(message.request_id);
    write_attributes(out, message.attributes);
    out.key("Content").string(message.content);
    out.key("SendTime").string(text::rfc3339_nanoseconds(message.sent_at));
    out.key("Sender").begin_object().key("UserId").string(message.sender_user_id);
    out.key("Attributes").string_map(message.sender_attributes);
    out.end_object().end_object();
    return frame;
}

std::string encode(const chat::event& event) {
    std::string frame;
    text::json_writer out{frame};
    out.begin_object().key("Type").string("EVENT");
    out.key("Id").string(event.id);
    out.key("RequestId").string(event.request_id);
    out.key("EventName").string(event.name);
    write_attributes(out, event.attributes);
    out.key("SendTime").string(text::rfc3339_nanoseconds(event.sent_at));
    out.end_object();
    return frame;
}

std::string encode(const error& error, std::string_view id, std::string_view request_id) {
    std::string frame;
    text::json_writer out{frame};
    out.begin_object().key("Type").string("ERROR");
    out.key("Id").string(id);
    out.key("RequestId").string(request_id);
    out.key("ErrorCode").integer(error.code);
    out.key("ErrorMessage").string(error.message);
    out.end_object();
    return frame;
}

} // namespace ivschat::wire
