#include "chat/service.hpp"

#include "chat/arn.hpp"
#include "chat/identifier.hpp"
#include "chat/limits.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

#include <algorithm>

namespace ivschat::chat {
namespace {

bool is_identifier(std::string_view id) {
    return id.size() == limits::message_id_characters &&
           std::all_of(id.begin(), id.end(), text::is_letter_or_digit);
}

bool is_too_long(const std::optional<std::string>& reason) {
    return reason && text::code_points(*reason) > limits::reason_code_points;
}

// AWS trims a message before it checks its length (a comment in its UGC demo says so); what is
// delivered is untrimmed.
std::optional<refusal> refuse_content(std::string_view content, const room_settings& settings) {
    const auto length = text::code_points(text::trim_space(content));
    if (length == 0) return refusal::content_empty;
    if (length > settings.maximum_message_length) return refusal::content_too_long;
    return std::nullopt;
}

// `Reason` is left out where none was given.
attribute_map with_reason(attribute_map attributes, const std::optional<std::string>& reason) {
    if (reason) attributes.emplace("Reason", *reason);
    return attributes;
}

} // namespace

service::service(service_settings settings, random_fill random)
    : settings_{settings}, random_{std::move(random)} {}

// ---- Rooms ----

outcome<const room*> service::create_room(timestamp now, const caller& caller,
                                          room_settings settings) {
    if (!settings.logging_configurations.empty()) return refusal::logging_configuration_not_found;
    std::string arn;
    do {
        arn = make_arn({.region = caller.home_region,
                        .account = caller.home_account,
                        .type = "room",
                        .id = random_identifier(random_)});
    } while (rooms_.find(arn) != nullptr);
    return &rooms_.add(
        {.arn = std::move(arn), .settings = std::move(settings), .created = now, .updated = now});
}

void service::restore_room(room restored) {
    rooms_.remove(restored.arn);
    rooms_.add(std::move(restored));
}

room* service::use_room(timestamp now, std::string_view arn) {
    if (room* found = rooms_.find(arn)) return found;
    if (!settings_.auto_create_rooms) return nullptr;
    rooms_.add({.arn = std::string{arn}, .settings = {}, .created = now, .updated = now});
    return rooms_.find(arn);
}

outcome<const room*> service::find_room(timestamp now, const caller& caller, std::string_view arn) {
    const auto parts = parse_arn(arn);
    if (!parts || !caller.sees(parts->account, parts->region)) return refusal::room_not_found;
    const room* found = use_room(now, arn);
    if (found == nullptr) return refusal::room_not_found;
    return found;
}

room_page service::list_rooms(const caller& caller, const room_filter& filter,
                              const std::optional<room_position>& after, std::size_t limit) const {
    return rooms_.list(caller, filter, after, limit);
}

outcome<void> service::delete_room(const caller& caller, std::string_view arn) {
    const auto parts = parse_arn(arn);
    if (!parts || !caller.sees(parts->account, parts->region)) return refusal::room_not_found;
    if (!rooms_.remove(arn)) return refusal::room_not_found;
    return {};
}

// ---- Connections ----

outcome<session_id> service::connect(timestamp now, const grant& grant) {
    // The token may have expired since it was opened, and expired ones are not remembered as used.
    if (grant.session_expires_at <= now || grant.token_expires_at <= now) {
        return refusal::token_expired;
    }
    if (use_room(now, grant.room_arn) == nullptr) return refusal::room_not_found;
    used_tokens_.forget_expired(now);
    if (!used_tokens_.use(grant.token, grant.token_expires_at)) return refusal::token_used;
    return sessions_
        .open({.id = {},
               .room_arn = grant.room_arn,
               .user_id = grant.user_id,
               .attributes = grant.attributes,
               .capabilities = grant.capabilities,
               .expires_at = grant.session_expires_at})
        .id;
}

void service::disconnect(session_id id) { sessions_.close(id); }

outcome<void> service::admit_request(timestamp now, session_id id) {
    session* session = sessions_.find(id);
    if (session == nullptr) return refusal::no_such_session;
    if (!session->request_rate.admit(now, limits::requests_per_second_of_a_connection)) {
        return refusal::connection_rate_exceeded;
    }
    return {};
}

outcome<room*> service::authorize(timestamp now, const session* session, capability needed) {
    if (session == nullptr) return refusal::no_such_session;
    if (!session->capabilities.has(needed)) return refusal::capability_missing;
    room* room = use_room(now, session->room_arn);
    if (room == nullptr) return refusal::room_not_found;
    return room;
}

outcome<void> service::send(timestamp now, session_id from, send_message command, effects& out) {
    const session* sender = sessions_.find(from);
    const auto room = authorize(now, sender, capability::send_message);
    if (!room) return room.error();
    if (const auto why = refuse_content(command.content, (*room)->settings)) return *why;
    if (command.attributes &&
        text::total_bytes(*command.attributes) > limits::message_attribute_bytes) {
        return refusal::attributes_too_large;
    }
    const auto rate = (*room)->settings.maximum_message_rate_per_second;
    if (!(*room)->message_rate.admit(now, rate)) return refusal::room_rate_exceeded;
    out.emplace_back(delivery{.room_arn = (*room)->arn,
                              .what = message{.id = random_identifier(random_),
                                              .request_id = std::move(command.request_id),
                                              .attributes = std::move(command.attributes),
                                              .content = std::move(command.content),
                                              .sent_at = now,
                                              .sender_user_id = sender->user_id,
                                              .sender_attributes = sender->attributes}});
    return {};
}

outcome<void> service::send(timestamp now, session_id from, delete_message command, effects& out) {
    const auto room = authorize(now, sessions_.find(from), capability::delete_message);
    if (!room) return room.error();
    if (!is_identifier(command.message_id)) return refusal::bad_message_id;
    if (is_too_long(command.reason)) return refusal::reason_too_long;
    // Both spellings: the JavaScript SDK reads the deprecated MessageID only.
    announce(now, **room, std::move(command.request_id), "aws:DELETE_MESSAGE",
             with_reason({{"MessageID", command.message_id}, {"MessageId", command.message_id}},
                         command.reason),
             out);
    return {};
}

outcome<void> service::send(timestamp now, session_id from, disconnect_user command, effects& out) {
    const auto room = authorize(now, sessions_.find(from), capability::disconnect_user);
    if (!room) return room.error();
    const auto length = text::code_points(command.user_id);
    if (length == 0 || length > limits::user_id_code_points) return refusal::bad_user_id;
    if (is_too_long(command.reason)) return refusal::reason_too_long;
    announce(now, **room, std::move(command.request_id), "aws:DISCONNECT_USER",
             with_reason({{"UserId", command.user_id}}, command.reason), out);
    for (const auto id : sessions_.of_user((*room)->arn, command.user_id)) {
        out.emplace_back(closure{.session = id,
                                 .cause = close_cause::user_disconnected,
                                 .reason = command.reason.value_or("")});
        sessions_.close(id);
    }
    return {};
}

void service::announce(timestamp now, const room& room, std::string request_id,
                       std::string_view name, attribute_map attributes, effects& out) {
    out.emplace_back(delivery{.room_arn = room.arn,
                              .what = event{.id = random_identifier(random_),
                                            .request_id = std::move(request_id),
                                            .name = std::string{name},
                                            .attributes = std::move(attributes),
                                            .sent_at = now}});
}

// ---- Time ----

void service::advance(timestamp now, effects& out) {
    while (const auto id = sessions_.expired(now)) {
        out.emplace_back(
            closure{.session = *id, .cause = close_cause::session_expired, .reason = {}});
        sessions_.close(*id);
    }
}

} // namespace ivschat::chat
