#include "journal/records.hpp"

namespace ivschat::journal {
namespace {

entry of_party(entry_kind kind, const party& party) {
    return {.kind = kind,
            .session = party.session,
            .room_arn = party.room_arn,
            .user_id = party.user_id};
}

entry of_request(std::string_view action, const party& from, std::string_view request_id) {
    auto entry = of_party(entry_kind::inbound, from);
    entry.operation = action;
    entry.request_id = request_id;
    return entry;
}

} // namespace

entry received(std::string_view action, const party& from, const chat::send_message& asked) {
    auto entry = of_request(action, from, asked.request_id);
    entry.content = asked.content;
    entry.attributes = asked.attributes;
    return entry;
}

entry received(std::string_view action, const party& from, const chat::delete_message& asked) {
    auto entry = of_request(action, from, asked.request_id);
    entry.message_id = asked.message_id;
    entry.reason = asked.reason.value_or("");
    return entry;
}

entry received(std::string_view action, const party& from, const chat::disconnect_user& asked) {
    auto entry = of_request(action, from, asked.request_id);
    entry.target_user_id = asked.user_id;
    entry.reason = asked.reason.value_or("");
    return entry;
}

entry unreadable(const party& from, std::string_view request_id) {
    return of_request({}, from, request_id);
}

entry refused(const party& whose, std::uint32_t error_code, std::string_view why,
              std::string_view request_id) {
    auto entry = of_party(entry_kind::error, whose);
    entry.code = error_code;
    entry.reason = why;
    entry.request_id = request_id;
    return entry;
}

entry sent(std::string_view type, std::string_view room_arn, const chat::message& message,
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

entry sent(std::string_view type, std::string_view room_arn, const chat::event& event,
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

entry handshake_accepted(const chat::grant& grant, chat::session_id session) {
    return {.kind = entry_kind::handshake,
            .session = session,
            .room_arn = grant.room_arn,
            .user_id = grant.user_id,
            .attributes = grant.attributes,
            .capabilities = grant.capabilities};
}

entry handshake_refused(const party& whose, std::uint32_t status, std::string_view why) {
    auto entry = of_party(entry_kind::handshake, whose);
    entry.code = status;
    entry.reason = why;
    return entry;
}

entry fault_injected(chat::timestamp when, const party& whose, std::string_view operation,
                     const std::vector<std::string>& rules) {
    auto entry = of_party(entry_kind::fault, whose);
    entry.time = when;
    entry.operation = operation;
    for (const auto& each : rules)
        entry.reason.append(entry.reason.empty() ? "" : ", ").append(each);
    return entry;
}

entry closed(const party& whose, std::uint32_t close_code, std::string_view reason) {
    auto entry = of_party(entry_kind::close, whose);
    entry.code = close_code;
    entry.reason = reason;
    return entry;
}

} // namespace ivschat::journal
