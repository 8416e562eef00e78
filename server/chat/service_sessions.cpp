// Sessions and the tokens that open them.
#include "chat/arn.hpp"
#include "chat/context.hpp"
#include "chat/service.hpp"

#include <algorithm>

namespace ivschat::chat {

outcome<void> service::check_connection_quota(std::string_view room_arn) const {
    const auto limit = meter_.limits().connections;
    const auto arn = parse_arn(room_arn);
    if (limit == 0 || !arn || sessions_.count(arn->account, arn->region) < limit) return {};
    return refused{refusal::too_many_connections, std::string{arn->account}, limit};
}

// The token may have expired since it was opened.
outcome<void> service::check_grant(timestamp now, const grant& grant) const {
    const bool is_over = grant.session_expires_at <= now;
    const auto state = state_of(now, grant.token, grant.token_expires_at);
    if (is_over || state == token_state::expired) return refusal::token_expired;
    return check_connection_quota(grant.room_arn);
}

outcome<void> service::apply(context& context, use_token&& command) {
    const auto& grant = command.grant;
    const auto admitted = check_grant(context.now, grant);
    if (!admitted) return admitted.error();
    const auto room = find_or_create_room(context, grant.room_arn);
    if (!room) return room.error();
    const auto expired_by = std::min(context.now, command.real_time);
    used_tokens_.forget_expired(expired_by);
    revoked_tokens_.forget_expired(expired_by);
    if (!used_tokens_.use(grant.token, grant.token_expires_at)) return refusal::token_used;
    context.emit(token_used{.token = grant.token, .expires_at = grant.token_expires_at});
    return {};
}

outcome<void> service::apply(context& context, release_token&& command) {
    if (used_tokens_.release(command.token, command.expires_at)) {
        context.emit(token_released{.token = command.token, .expires_at = command.expires_at});
    }
    return {};
}

outcome<session_id> service::apply(context& context, connect&& command) {
    auto& grant = command.grant;
    const auto admitted = check_grant(context.now, grant);
    if (!admitted) return admitted.error();
    if (rooms_.find(grant.room_arn) == nullptr) return refusal::room_not_found;
    return sessions_
        .open({.id = {},
               .room_arn = std::move(grant.room_arn),
               .user_id = std::move(grant.user_id),
               .attributes = std::move(grant.attributes),
               .capabilities = grant.capabilities,
               .expires_at = grant.session_expires_at,
               .client_ip = std::move(grant.client_ip),
               .token = grant.token,
               .connected = context.now})
        .id;
}

outcome<void> service::apply(context&, disconnect&& command) {
    sessions_.close(command.session);
    return {};
}

outcome<void> service::apply(context& context, expire_token&& command) {
    if (command.expires_at > context.now) revoked_tokens_.use(command.token, command.expires_at);
    std::optional<session_id> opened;
    sessions_.for_each([&](const session& each) {
        if (each.token == command.token) opened = each.id;
    });
    if (opened) close_session(context, *opened, close_cause::session_expired);
    return {};
}

token_state service::state_of(timestamp now, const token_id& token, timestamp expires_at) const {
    if (expires_at <= now || revoked_tokens_.contains(token, expires_at)) {
        return token_state::expired;
    }
    return used_tokens_.contains(token, expires_at) ? token_state::used : token_state::unused;
}

// `apply` has closed what is over already.
outcome<void> service::apply(context&, advance_time&&) { return {}; }

void service::close_expired_sessions(context& context) {
    while (const auto id = sessions_.expired(context.now)) {
        close_session(context, *id, close_cause::session_expired);
    }
}

void service::close_session(context& context, session_id id, close_cause cause,
                            std::string reason) {
    context.emit(closure{.session = id, .cause = cause, .reason = std::move(reason)});
    sessions_.close(id);
}

} // namespace ivschat::chat
