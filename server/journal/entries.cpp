#include "journal/entries.hpp"

namespace ivschat::journal {
namespace {

entry about_connection(chat::timestamp when, entry_kind kind, const connection_info& whose) {
    return {.time = when,
            .kind = kind,
            .session = whose.number,
            .room_arn = whose.room_arn,
            .user_id = whose.user_id};
}

entry of_request(chat::timestamp when, std::string_view action, const connection_info& from,
                 std::string_view request_id) {
    auto entry = about_connection(when, entry_kind::inbound, from);
    entry.operation = action;
    entry.request_id = request_id;
    return entry;
}

} // namespace

entry request_received(chat::timestamp when, std::string_view action, const connection_info& from,
                       const chat::send_message& asked) {
    auto entry = of_request(when, action, from, asked.request_id);
    entry.content = asked.content;
    entry.attributes = asked.attributes;
    return entry;
}

entry request_received(chat::timestamp when, std::string_view action, const connection_info& from,
                       const chat::delete_message& asked) {
    auto entry = of_request(when, action, from, asked.request_id);
    entry.message_id = asked.message_id;
    entry.reason = asked.reason.value_or("");
    return entry;
}

entry request_received(chat::timestamp when, std::string_view action, const connection_info& from,
                       const chat::disconnect_user& asked) {
    auto entry = of_request(when, action, from, asked.request_id);
    entry.target_user_id = asked.user_id;
    entry.reason = asked.reason.value_or("");
    return entry;
}

entry request_unreadable(chat::timestamp when, const connection_info& from,
                         std::string_view request_id) {
    return of_request(when, {}, from, request_id);
}

entry error_sent(chat::timestamp when, const connection_info& whose, std::uint32_t error_code,
                 std::string_view why, std::string_view request_id) {
    auto entry = about_connection(when, entry_kind::error, whose);
    entry.code = error_code;
    entry.reason = why;
    entry.request_id = request_id;
    return entry;
}

entry frame_sent(std::string_view type, std::string_view room_arn, const chat::message& message,
                 std::uint32_t connections) {
    return {.time = message.sent_at,
            .kind = entry_kind::outbound,
            .connections = connections,
            .room_arn = std::string{room_arn},
            .user_id = message.sender_user_id,
            .operation = std::string{type},
            .request_id = message.request_id,
            .message_id = message.id,
            .content = message.content,
            .attributes = message.attributes};
}

entry frame_sent(std::string_view type, std::string_view room_arn, const chat::event& event,
                 std::uint32_t connections) {
    return {.time = event.sent_at,
            .kind = entry_kind::outbound,
            .connections = connections,
            .room_arn = std::string{room_arn},
            .operation = std::string{type},
            .request_id = event.request_id,
            .message_id = event.id,
            .event_name = event.name,
            .attributes = event.attributes};
}

entry handshake_accepted(chat::timestamp when, const chat::grant& grant, std::uint64_t session) {
    return {.time = when,
            .kind = entry_kind::handshake,
            .code = 101, // Switching Protocols
            .session = session,
            .room_arn = grant.room_arn,
            .user_id = grant.user_id,
            .attributes = grant.attributes,
            .capabilities = grant.capabilities};
}

entry handshake_refused(chat::timestamp when, const connection_info& whose, std::uint32_t status,
                        std::string_view why) {
    auto entry = about_connection(when, entry_kind::handshake, whose);
    entry.code = status;
    entry.reason = why;
    return entry;
}

entry fault_injected(chat::timestamp when, const connection_info& whose, std::string_view operation,
                     const std::vector<std::string>& rules) {
    auto entry = about_connection(when, entry_kind::fault, whose);
    entry.operation = operation;
    for (const auto& each : rules)
        entry.reason.append(entry.reason.empty() ? "" : ", ").append(each);
    return entry;
}

entry connection_closed(chat::timestamp when, const connection_info& whose,
                        std::uint32_t close_code, std::string_view reason) {
    auto entry = about_connection(when, entry_kind::close, whose);
    entry.code = close_code;
    entry.reason = reason;
    return entry;
}

} // namespace ivschat::journal
