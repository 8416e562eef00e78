// Messaging: what connections and backends send into rooms.
#include "chat/service.hpp"

#include "chat/arn.hpp"
#include "chat/context.hpp"
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

// AWS trims a message before it checks its length (a comment in its UGC demo says so) and delivers
// it untrimmed.
std::optional<refusal> refuse_content(std::string_view content, const room_settings& settings) {
    const auto length = text::code_points(text::trim_space(content));
    if (length == 0) return refusal::content_empty;
    if (length > settings.maximum_message_length) return refusal::content_too_long;
    return std::nullopt;
}

// Not set if the message may be delivered.
std::optional<refused> refuse_by(const review_verdict& verdict, review_fallback fallback) {
    if (const auto* denied = std::get_if<review_denied>(&verdict)) {
        return refused{refusal::review_denied, denied->reason};
    }
    const bool has_failed = std::holds_alternative<review_failed>(verdict);
    if (has_failed && fallback == review_fallback::deny) return refused{refusal::review_denied};
    return std::nullopt;
}

// `Reason` is absent where none was given.
attribute_map with_reason(attribute_map attributes, const std::optional<std::string>& reason) {
    if (reason) attributes.emplace("Reason", *reason);
    return attributes;
}

} // namespace

service::service(service_settings settings)
    : settings_{std::move(settings)}, meter_{settings_.quotas} {}

// ---- Shared by connections and backends ----

std::string service::deliver_event(context& context, const room& room, std::string request_id,
                                   std::string name, std::optional<attribute_map> attributes) {
    auto id = context.new_identifier();
    context.emit(delivery{.room_arn = room.arn,
                          .what = event{.id = id,
                                        .request_id = std::move(request_id),
                                        .name = std::move(name),
                                        .attributes = std::move(attributes),
                                        .sent_at = context.now}});
    return id;
}

outcome<void> service::admit_moderation(timestamp now, const room& room, api_operation operation) {
    const auto arn = parse_arn(room.arn);
    if (!arn || meter_.admit_operation(now, arn->account, arn->region, operation)) return {};
    return refused{refusal::account_rate_exceeded, room.arn, meter_.limits().of(operation)};
}

outcome<std::string> service::moderate(context& context, const room& room, delete_message request) {
    if (!is_identifier(request.message_id)) return refusal::bad_message_id;
    if (is_too_long(request.reason)) return refusal::reason_too_long;
    const auto admitted = admit_moderation(context.now, room, api_operation::delete_message);
    if (!admitted) return admitted.error();
    // Both spellings: the JavaScript SDK reads the deprecated MessageID only.
    return deliver_event(
        context, room, std::move(request.request_id), "aws:DELETE_MESSAGE",
        with_reason({{"MessageID", request.message_id}, {"MessageId", request.message_id}},
                    request.reason));
}

outcome<std::string> service::moderate(context& context, const room& room,
                                       disconnect_user request) {
    const auto length = text::code_points(request.user_id);
    if (length == 0 || length > limits::user_id_code_points) return refusal::bad_user_id;
    if (is_too_long(request.reason)) return refusal::reason_too_long;
    const auto admitted = admit_moderation(context.now, room, api_operation::disconnect_user);
    if (!admitted) return admitted.error();
    auto id = deliver_event(context, room, std::move(request.request_id), "aws:DISCONNECT_USER",
                            with_reason({{"UserId", request.user_id}}, request.reason));
    for (const auto session : sessions_.of_user(room.arn, request.user_id)) {
        close_session(context, session, close_cause::user_disconnected,
                      request.reason.value_or(""));
    }
    return id;
}

// ---- From a backend ----

outcome<std::string> service::apply(context& context, from_backend<send_event>&& command) {
    const auto room = find_or_create_room(context, command.caller, command.room_arn);
    if (!room) return room.error();
    return deliver_event(context, **room, {}, std::move(command.request.name),
                         std::move(command.request.attributes));
}

outcome<std::string> service::apply(context& context, from_backend<delete_message>&& command) {
    const auto room = find_or_create_room(context, command.caller, command.room_arn);
    if (!room) return room.error();
    return moderate(context, **room, std::move(command.request));
}

outcome<std::string> service::apply(context& context, from_backend<disconnect_user>&& command) {
    const auto room = find_or_create_room(context, command.caller, command.room_arn);
    if (!room) return room.error();
    return moderate(context, **room, std::move(command.request));
}

// ---- From a connection ----

outcome<room*> service::authorize(context& context, const session* session, capability needed) {
    if (session == nullptr) return refusal::no_such_session;
    if (!session->capabilities.has(needed)) return refusal::capability_missing;
    return find_or_create_room(context, session->room_arn);
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

outcome<void> service::apply(context& context, from_session<send_message>&& command) {
    auto& request = command.request;
    const session* sender = sessions_.find(command.session);
    const auto room = authorize(context, sender, capability::send_message);
    if (!room) return room.error();
    if (const auto why = refuse_content(request.content, (*room)->settings)) return *why;
    if (request.attributes &&
        text::total_bytes(*request.attributes) > limits::message_attribute_bytes) {
        return refusal::attributes_too_large;
    }
    const auto admitted = admit_message(context.now, **room);
    if (!admitted) return admitted.error();
    deliver_or_review(context, **room, *sender,
                      {.id = context.new_identifier(),
                       .request_id = std::move(request.request_id),
                       .attributes = std::move(request.attributes),
                       .content = std::move(request.content),
                       .sent_at = context.now,
                       .sender_user_id = sender->user_id,
                       .sender_attributes = sender->attributes});
    return {};
}

outcome<void> service::apply(context& context, from_session<delete_message>&& command) {
    const auto room =
        authorize(context, sessions_.find(command.session), capability::delete_message);
    if (!room) return room.error();
    const auto done = moderate(context, **room, std::move(command.request));
    if (!done) return done.error();
    return {};
}

outcome<void> service::apply(context& context, from_session<disconnect_user>&& command) {
    const auto room =
        authorize(context, sessions_.find(command.session), capability::disconnect_user);
    if (!room) return room.error();
    const auto done = moderate(context, **room, std::move(command.request));
    if (!done) return done.error();
    return {};
}

// ---- Reviews ----

void service::deliver_or_review(context& context, const room& room, const session& sender,
                                message message) {
    const auto& handler = room.settings.review_handler;
    if (handler && !handler->uri.empty()) {
        start_review(context, room, sender, std::move(message));
    } else if (reviews_.has_pending(sender.id)) {
        // It must not overtake the sender's earlier messages.
        reviews_.enqueue({.from = sender.id,
                          .room_arn = room.arn,
                          .fallback = review_fallback::allow,
                          .message = std::move(message),
                          .verdict = review_allowed{}});
    } else {
        context.emit(delivery{.room_arn = room.arn, .what = std::move(message)});
    }
}

void service::start_review(context& context, const room& room, const session& sender,
                           message message) {
    const auto& handler = *room.settings.review_handler;
    review_wanted wanted{.id = {},
                         .handler_uri = handler.uri,
                         .room_arn = room.arn,
                         .maximum_message_length = room.settings.maximum_message_length,
                         .what = message,
                         .sender_ip = sender.client_ip};
    wanted.id = reviews_.enqueue({.from = sender.id,
                                  .room_arn = room.arn,
                                  .fallback = handler.fallback,
                                  .message = std::move(message)});
    context.emit(std::move(wanted));
}

outcome<void> service::apply(context& context, complete_review&& command) {
    for (auto& each : reviews_.complete(command.review, std::move(command.verdict))) {
        if (auto why = refuse_by(*each.verdict, each.fallback)) {
            context.emit(rejection{.session = each.from,
                                   .request_id = std::move(each.message.request_id),
                                   .why = *std::move(why)});
            continue;
        }
        if (auto* const changed = std::get_if<review_allowed>(&*each.verdict)) {
            if (changed->content) each.message.content = *std::move(changed->content);
            if (changed->attributes) each.message.attributes = std::move(changed->attributes);
        }
        each.message.sent_at = context.now;
        context.emit(
            delivery{.room_arn = std::move(each.room_arn), .what = std::move(each.message)});
    }
    return {};
}

} // namespace ivschat::chat
