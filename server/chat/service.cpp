// Connections and what happens in rooms.
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

// Nothing if the message may pass.
std::optional<refused> refuse_by(const review_verdict& verdict, review_fallback fallback) {
    if (const auto* denied = std::get_if<review_denied>(&verdict)) {
        return refused{refusal::review_denied, denied->reason};
    }
    const bool has_failed = std::holds_alternative<review_failed>(verdict);
    if (has_failed && fallback == review_fallback::deny) return refused{refusal::review_denied};
    return std::nullopt;
}

// `Reason` is left out where none was given.
attribute_map with_reason(attribute_map attributes, const std::optional<std::string>& reason) {
    if (reason) attributes.emplace("Reason", *reason);
    return attributes;
}

} // namespace

service::service(service_settings settings, random_fill random)
    : settings_{std::move(settings)}, random_{std::move(random)}, meter_{settings_.quotas} {}

// ---- Both planes ----

std::string service::announce(timestamp now, const room& room, std::string request_id,
                              std::string name, std::optional<attribute_map> attributes,
                              effects& out) {
    auto id = random_identifier(random_);
    out.emplace_back(delivery{.room_arn = room.arn,
                              .what = event{.id = id,
                                            .request_id = std::move(request_id),
                                            .name = std::move(name),
                                            .attributes = std::move(attributes),
                                            .sent_at = now}});
    return id;
}

outcome<void> service::admit_messaging(timestamp now, const room& room, api_operation operation) {
    const auto arn = parse_arn(room.arn);
    if (!arn || meter_.admit_operation(now, arn->account, arn->region, operation)) return {};
    return refused{refusal::account_rate_exceeded, room.arn, meter_.limits().of(operation)};
}

outcome<std::string> service::perform(timestamp now, const room& room, delete_message command,
                                      effects& out) {
    if (!is_identifier(command.message_id)) return refusal::bad_message_id;
    if (is_too_long(command.reason)) return refusal::reason_too_long;
    const auto admitted = admit_messaging(now, room, api_operation::delete_message);
    if (!admitted) return admitted.error();
    // Both spellings: the JavaScript SDK reads the deprecated MessageID only.
    return announce(
        now, room, std::move(command.request_id), "aws:DELETE_MESSAGE",
        with_reason({{"MessageID", command.message_id}, {"MessageId", command.message_id}},
                    command.reason),
        out);
}

outcome<std::string> service::perform(timestamp now, const room& room, disconnect_user command,
                                      effects& out) {
    const auto length = text::code_points(command.user_id);
    if (length == 0 || length > limits::user_id_code_points) return refusal::bad_user_id;
    if (is_too_long(command.reason)) return refusal::reason_too_long;
    const auto admitted = admit_messaging(now, room, api_operation::disconnect_user);
    if (!admitted) return admitted.error();
    auto id = announce(now, room, std::move(command.request_id), "aws:DISCONNECT_USER",
                       with_reason({{"UserId", command.user_id}}, command.reason), out);
    for (const auto session : sessions_.of_user(room.arn, command.user_id)) {
        out.emplace_back(closure{.session = session,
                                 .cause = close_cause::user_disconnected,
                                 .reason = command.reason.value_or("")});
        sessions_.close(session);
    }
    return id;
}

// ---- What a backend asks ----

outcome<std::string> service::act(timestamp now, const caller& caller, std::string_view room_arn,
                                  send_event command, effects& out) {
    const auto room = visible_room(now, caller, room_arn, out);
    if (!room) return room.error();
    return announce(now, **room, {}, std::move(command.name), std::move(command.attributes), out);
}

outcome<std::string> service::act(timestamp now, const caller& caller, std::string_view room_arn,
                                  delete_message command, effects& out) {
    const auto room = visible_room(now, caller, room_arn, out);
    if (!room) return room.error();
    return perform(now, **room, std::move(command), out);
}

outcome<std::string> service::act(timestamp now, const caller& caller, std::string_view room_arn,
                                  disconnect_user command, effects& out) {
    const auto room = visible_room(now, caller, room_arn, out);
    if (!room) return room.error();
    return perform(now, **room, std::move(command), out);
}

// ---- Connections ----

outcome<void> service::admit_connection(std::string_view room_arn) const {
    const auto limit = meter_.limits().connections;
    const auto arn = parse_arn(room_arn);
    if (limit == 0 || !arn || sessions_.count(arn->account, arn->region) < limit) return {};
    return refused{refusal::too_many_connections, std::string{arn->account}, limit};
}

outcome<session_id> service::connect(timestamp now, const grant& grant, effects& out) {
    // The token may have expired since it was opened, and expired ones are not remembered as used.
    if (grant.session_expires_at <= now ||
        state_of(now, grant.token, grant.token_expires_at) == token_state::expired) {
        return refusal::token_expired;
    }
    const auto admitted = admit_connection(grant.room_arn);
    if (!admitted) return admitted.error();
    const auto room = use_room(now, grant.room_arn, out);
    if (!room) return room.error();
    used_tokens_.forget_expired(now);
    revoked_tokens_.forget_expired(now);
    if (!used_tokens_.use(grant.token, grant.token_expires_at)) return refusal::token_used;
    out.emplace_back(token_used{.token = grant.token, .expires_at = grant.token_expires_at});
    return sessions_
        .open({.id = {},
               .room_arn = grant.room_arn,
               .user_id = grant.user_id,
               .attributes = grant.attributes,
               .capabilities = grant.capabilities,
               .expires_at = grant.session_expires_at,
               .client_ip = grant.client_ip,
               .token = grant.token,
               .connected = now})
        .id;
}

void service::restore_used_token(const token_id& token, timestamp expires_at) {
    used_tokens_.use(token, expires_at);
}

void service::disconnect(session_id id) { sessions_.close(id); }

outcome<void> service::admit_request(timestamp now, session_id id) {
    session* session = sessions_.find(id);
    if (session == nullptr) return refusal::no_such_session;
    const auto limit = meter_.limits().requests_per_second_of_a_connection;
    if (limit != 0 && !session->request_rate.admit(now, limit)) {
        return refusal::connection_rate_exceeded;
    }
    return {};
}

outcome<room*> service::authorize(timestamp now, const session* session, capability needed,
                                  effects& out) {
    if (session == nullptr) return refusal::no_such_session;
    if (!session->capabilities.has(needed)) return refusal::capability_missing;
    return use_room(now, session->room_arn, out);
}

// The room's own rate, and that of all rooms together.
outcome<void> service::admit_message(timestamp now, room& room) {
    const auto& limits = meter_.limits();
    auto rate = room.settings.maximum_message_rate_per_second;
    const auto override = limits.room_message_rate_overrides.find(room.arn);
    if (override != limits.room_message_rate_overrides.end()) rate = override->second;
    const bool is_limited = limits.room_message_rates && rate != 0;
    if (is_limited && !room.message_rate.would_admit(now, rate)) return refusal::room_rate_exceeded;
    const auto arn = parse_arn(room.arn);
    if (arn && !meter_.admit_message(now, arn->account, arn->region)) {
        return refused{refusal::account_rate_exceeded, room.arn, limits.send_messages_per_second};
    }
    if (is_limited) room.message_rate.admit(now, rate);
    return {};
}

outcome<void> service::send(timestamp now, session_id from, send_message command, effects& out) {
    const session* sender = sessions_.find(from);
    const auto room = authorize(now, sender, capability::send_message, out);
    if (!room) return room.error();
    if (const auto why = refuse_content(command.content, (*room)->settings)) return *why;
    if (command.attributes &&
        text::total_bytes(*command.attributes) > limits::message_attribute_bytes) {
        return refusal::attributes_too_large;
    }
    const auto admitted = admit_message(now, **room);
    if (!admitted) return admitted.error();
    pass_on(**room, *sender,
            {.id = random_identifier(random_),
             .request_id = std::move(command.request_id),
             .attributes = std::move(command.attributes),
             .content = std::move(command.content),
             .sent_at = now,
             .sender_user_id = sender->user_id,
             .sender_attributes = sender->attributes},
            out);
    return {};
}

void service::pass_on(const room& room, const session& sender, message written, effects& out) {
    const auto& handler = room.settings.review_handler;
    const bool is_reviewed = handler && !handler->uri.empty();
    if (!is_reviewed && !reviews_.holds_any_of(sender.id)) {
        out.emplace_back(delivery{.room_arn = room.arn, .what = std::move(written)});
        return;
    }
    if (!is_reviewed) {
        reviews_.hold({.from = sender.id,
                       .room_arn = room.arn,
                       .fallback = review_fallback::allow,
                       .message = std::move(written),
                       .verdict = review_allowed{}});
        return;
    }
    review_wanted wanted{.id = {},
                         .handler_uri = handler->uri,
                         .room_arn = room.arn,
                         .maximum_message_length = room.settings.maximum_message_length,
                         .what = written,
                         .sender_ip = sender.client_ip};
    wanted.id = reviews_.hold({.from = sender.id,
                               .room_arn = room.arn,
                               .fallback = handler->fallback,
                               .message = std::move(written)});
    out.emplace_back(std::move(wanted));
}

void service::conclude(timestamp now, review_id review, review_verdict verdict, effects& out) {
    for (auto& each : reviews_.complete(review, std::move(verdict))) {
        if (const auto why = refuse_by(*each.verdict, each.fallback)) {
            out.emplace_back(rejection{.session = each.from,
                                       .request_id = std::move(each.message.request_id),
                                       .why = *why});
            continue;
        }
        if (auto* const changed = std::get_if<review_allowed>(&*each.verdict)) {
            if (changed->content) each.message.content = *std::move(changed->content);
            if (changed->attributes) each.message.attributes = std::move(changed->attributes);
        }
        each.message.sent_at = now;
        out.emplace_back(
            delivery{.room_arn = std::move(each.room_arn), .what = std::move(each.message)});
    }
}

outcome<void> service::send(timestamp now, session_id from, delete_message command, effects& out) {
    const auto room = authorize(now, sessions_.find(from), capability::delete_message, out);
    if (!room) return room.error();
    const auto done = perform(now, **room, std::move(command), out);
    if (!done) return done.error();
    return {};
}

outcome<void> service::send(timestamp now, session_id from, disconnect_user command, effects& out) {
    const auto room = authorize(now, sessions_.find(from), capability::disconnect_user, out);
    if (!room) return room.error();
    const auto done = perform(now, **room, std::move(command), out);
    if (!done) return done.error();
    return {};
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
