#include "websocket/admission.hpp"

#include "faults/error_reply.hpp"
#include "http/api.hpp"
#include "http/dispatcher.hpp"
#include "runtime/reset.hpp"
#include "websocket/handshake.hpp"

#include <boost/beast/http/field.hpp>

#include <utility>

namespace ivschat::websocket {
namespace {

using boost::beast::http::field;

chat::grant to_grant(const crypto::token_claims& claims, std::string client_ip) {
    return {.token = claims.token_id,
            .token_expires_at = claims.expires_at,
            .room_arn = claims.room_arn,
            .user_id = claims.user_id,
            .attributes = claims.attributes,
            .capabilities = chat::capability_set::from_bits(claims.capabilities),
            .session_expires_at = claims.session_expires_at,
            .client_ip = std::move(client_ip)};
}

journal::connection_info info_of(const crypto::token_claims& claims) {
    return {.room_arn = claims.room_arn, .user_id = claims.user_id};
}

struct refusal {
    unsigned status; // of HTTP
    std::string_view why;
};

refusal describe(chat::refusal why) {
    switch (why) {
    case chat::refusal::token_used:
        return {401, "the token has been used already"};
    case chat::refusal::token_expired:
        return {401, "the token has expired"};
    case chat::refusal::too_many_connections:
        return {429, "there are as many connections as the quota allows"};
    case chat::refusal::too_many_rooms:
        return {429, "the token's room does not exist, and there are as many rooms as the quota "
                     "allows"};
    default:
        return {403, "the token's room does not exist"};
    }
}

std::string message_of(unsigned status) {
    if (status == 401) return "The chat token is missing, expired or already used.";
    return status == 429 ? "Too many connections." : "The chat token is not valid here.";
}

} // namespace

runtime::awaitable<std::optional<http::reply>> admission::upgrade(runtime::tcp_socket& socket,
                                                                  upgrade_request request,
                                                                  runtime::close_notifier& client) {
    if (parts_.epochs.is_reset_under_way()) co_await parts_.epochs.wait_for_reset();
    const auto began = parts_.epochs.current();
    const auto opened = open_token(request[field::sec_websocket_protocol]);
    if (!opened) co_return opened.error();
    const auto& claims = *opened;
    const auto decision = decide(claims);
    if (decision) {
        auto refused = co_await apply_fault(socket, claims, *decision, client);
        if (refused) co_return refused;
        if (!socket.is_open()) co_return std::nullopt;
    }
    if (parts_.sessions.is_closed()) co_return http::stopping_reply();
    const auto grant = to_grant(claims, client_ip(socket, request));
    auto refused = co_await use_token(grant, began);
    if (refused) co_return refused;
    // From here on nothing waits: what the journal calls connected gets the room's next message.
    const auto session = connect(grant);
    if (!session) co_return session.error();
    parts_.connections.open(std::move(socket),
                            make_handshake_response(request[field::sec_websocket_key],
                                                    request[field::sec_websocket_protocol]),
                            *session);
    const auto* const effect = decision ? faults::effect_after_hold(*decision) : nullptr;
    const auto* const closure = effect ? std::get_if<faults::closure>(effect) : nullptr;
    if (closure != nullptr) {
        parts_.connections.close(session->session, closure->code, closure->reason);
    }
    co_return std::nullopt;
}

admission::claims_or_refusal admission::open_token(std::string_view token) {
    if (token.empty()) return refuse({}, 401, "no token came as Sec-WebSocket-Protocol");
    auto claims = parts_.sealer.open(token, now());
    if (claims && parts_.token_ids.is_void(claims->token_id)) {
        return refuse(info_of(*claims), 401, "the token was minted before the server was reset");
    }
    if (claims) return *std::move(claims);
    const bool is_expired = claims.error() == crypto::token_error::expired;
    return refuse({}, is_expired ? 401 : 403,
                  "the token " + std::string{crypto::describe(claims.error())});
}

std::optional<faults::decision> admission::decide(const crypto::token_claims& claims) {
    if (!parts_.faults.watches(faults::plane::handshake)) return std::nullopt;
    auto decision = parts_.faults.decide({.where = faults::plane::handshake,
                                          .room_arn = claims.room_arn,
                                          .user_id = claims.user_id});
    if (decision) {
        parts_.journal.record(
            journal::fault_injected(now(), info_of(claims), "handshake", decision->rules));
    }
    return decision;
}

runtime::awaitable<std::optional<http::reply>>
admission::apply_fault(runtime::tcp_socket& socket, const crypto::token_claims& claims,
                       const faults::decision& decision, runtime::close_notifier& client) {
    const auto hold = faults::hold_of(decision);
    if (!hold.is_none()) {
        const auto ended_by = co_await parts_.holds.wait(hold, claims.room_arn, &client);
        if (ended_by == faults::hold_end::peer_closed) {
            runtime::reset(socket);
            co_return std::nullopt;
        }
        if (ended_by == faults::hold_end::shutdown) co_return http::stopping_reply();
        if (ended_by == faults::hold_end::reset) co_return http::reset_reply();
    }
    const auto* const effect = faults::effect_after_hold(decision);
    if (effect == nullptr) co_return std::nullopt;
    if (const auto* const refusal = std::get_if<faults::handshake_refusal>(effect)) {
        co_return refuse(info_of(claims), refusal->status, "a fault rule refused it",
                         refusal->message);
    }
    if (std::holds_alternative<faults::drop>(*effect)) runtime::reset(socket);
    co_return std::nullopt;
}

// That a token is used up must be stored before its connection opens. If the handshake fails after
// that, the token can be used again.
runtime::awaitable<std::optional<http::reply>> admission::use_token(const chat::grant& grant,
                                                                    epochs::number began) {
    const auto change = parts_.durability.last_change();
    const auto used = parts_.state.execute(
        chat::use_token{.grant = grant, .real_time = parts_.state.clock().real_time()});
    if (!used) co_return refuse(used.error().why, grant);
    const bool is_durable = co_await parts_.durability.wait_durable(change);
    std::optional<http::reply> refused;
    if (!parts_.epochs.is_current(began, grant.room_arn)) {
        refused = http::reset_reply();
    } else if (!is_durable) {
        refused = http::not_durable();
    } else if (parts_.sessions.is_closed()) {
        refused = http::stopping_reply();
    }
    if (refused) release_token(grant);
    co_return refused;
}

void admission::release_token(const chat::grant& grant) {
    parts_.state.submit(
        chat::release_token{.token = grant.token, .expires_at = grant.token_expires_at});
}

admission::session_or_refusal admission::connect(const chat::grant& grant) {
    const auto session = parts_.state.execute(chat::connect{.grant = grant});
    if (!session) {
        release_token(grant);
        return refuse(session.error().why, grant);
    }
    const auto number = parts_.state.query().sessions().number_of(*session);
    parts_.journal.record(journal::handshake_accepted(now(), grant, number));
    return journal::connection_info{.session = *session,
                                    .number = number,
                                    .room_arn = grant.room_arn,
                                    .user_id = grant.user_id};
}

// Empty if the connection is gone already.
std::string admission::client_ip(const runtime::tcp_socket& socket,
                                 const upgrade_request& request) const {
    runtime::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (gone) return {};
    std::vector<std::string_view> forwarded_for;
    const auto [first, last] = request.equal_range("X-Forwarded-For");
    for (auto each = first; each != last; ++each) forwarded_for.push_back(each->value());
    return http::client_ip(peer.address(), forwarded_for, parts_.trusted_proxies);
}

http::reply admission::refuse(chat::refusal why, const chat::grant& grant) {
    const auto [status, text] = describe(why);
    return refuse({.room_arn = grant.room_arn, .user_id = grant.user_id}, status, text);
}

http::reply admission::refuse(const journal::connection_info& whose, unsigned status,
                              std::string_view why, std::string message) {
    parts_.counters.count_refused_handshake(status);
    parts_.log.info("Handshake refused.",
                    {{"status", std::to_string(status)}, {"why", std::string{why}}});
    parts_.journal.record(journal::handshake_refused(now(), whose, status, why));
    if (message.empty()) message = message_of(status);
    return http::to_reply(faults::to_api_error({.status = status, .message = std::move(message)}));
}

} // namespace ivschat::websocket
