#include "websocket/endpoint.hpp"

#include "websocket/figures.hpp"
#include "websocket/session.hpp"
#include "websocket/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace ivschat::websocket {
namespace {

chat::grant to_grant(const crypto::token_claims& claims) {
    return {.token = claims.token_id,
            .token_expires_at = claims.expires_at,
            .room_arn = claims.room_arn,
            .user_id = claims.user_id,
            .attributes = claims.attributes,
            .capabilities = chat::capability_set::from_bits(claims.capabilities),
            .session_expires_at = claims.issued_at + std::chrono::minutes{claims.session_minutes}};
}

// A free function, whose parameters the coroutine keeps; a capturing lambda would not outlive it.
runtime::awaitable<void> run(std::shared_ptr<session> session, endpoint::upgrade_request request) {
    co_await session->run(std::move(request));
}

} // namespace

endpoint::endpoint(runtime::executor executor, core& core, const crypto::token_sealer& sealer,
                   crypto::random_source& random, runtime::connections& connections,
                   runtime::log& log, metrics::counters& counters, endpoint_settings settings)
    : executor_{executor},
      core_{core},
      sealer_{sealer},
      random_{random},
      connections_{connections},
      log_{log},
      counters_{counters},
      settings_{settings},
      flusher_{executor} {}

// The client learns neither which of the reasons it was nor anything about the token; the log does.
handshake_refusal endpoint::refuse(unsigned status, std::string_view why) {
    counters_.count_refused_handshake(status);
    log_.info("Handshake refused.",
              {{"status", std::to_string(status)}, {"why", std::string{why}}});
    const auto* const message =
        status == 401 ? "The chat token is missing, expired or already used."
        : status == 429
            ? "The room's account has all the connections or rooms that its quotas allow."
            : "The chat token is not valid here.";
    return {.status = status, .message = message};
}

std::variant<admission, handshake_refusal> endpoint::admit(std::string_view token) {
    if (token.empty()) return refuse(401, "no token came as Sec-WebSocket-Protocol");
    const auto claims = sealer_.open(token, core_.clock().now());
    if (!claims) {
        const bool is_expired = claims.error() == crypto::token_error::expired;
        return refuse(is_expired ? 401 : 403, crypto::describe(claims.error()));
    }
    const auto session =
        core_.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
            return service.connect(now, to_grant(*claims), out);
        });
    if (session) return admission{.session = *session, .room_arn = claims->room_arn};
    switch (session.error().why) {
    case chat::refusal::token_used:
        return refuse(401, "the token has been used already");
    case chat::refusal::token_expired:
        return refuse(401, "the token has expired");
    case chat::refusal::too_many_connections:
        return refuse(429, "there are as many connections as the quota allows");
    case chat::refusal::too_many_rooms:
        return refuse(429, "the token's room does not exist, and there are as many rooms as the "
                           "quota allows");
    default:
        return refuse(403, "the token's room does not exist");
    }
}

void endpoint::serve(runtime::tcp_socket socket, upgrade_request request, admission admitted) {
    auto box = std::make_shared<outbox>(std::move(socket), flusher_, settings_.send_queue_bytes);
    auto made = std::make_shared<session>(*this, std::move(box), std::move(admitted));
    runtime::asio::co_spawn(executor_, run(std::move(made), std::move(request)),
                            runtime::asio::detached);
}

void endpoint::dismiss(const admission& admitted) {
    core_.run([&](chat::service& service, chat::timestamp, chat::effects&) {
        service.disconnect(admitted.session);
        return true;
    });
}

void endpoint::carry_out(const chat::effect& effect) {
    if (const auto* delivery = std::get_if<chat::delivery>(&effect)) {
        const auto text = std::visit([](const auto& what) { return encode(what); }, delivery->what);
        const auto receivers = fan_out_.publish(delivery->room_arn, make_text_frame(text));
        counters_.count_delivery(action_of(*delivery), receivers);
        return;
    }
    if (const auto* closure = std::get_if<chat::closure>(&effect)) close(*closure);
}

std::size_t endpoint::queued_bytes() const {
    std::size_t sum = 0;
    for (const auto& [id, each] : sessions_) sum += each->queued_bytes();
    return sum;
}

void endpoint::close(const chat::closure& closure) {
    const auto found = sessions_.find(closure.session);
    if (found == sessions_.end()) return;
    if (closure.cause == chat::close_cause::user_disconnected) {
        found->second->close(settings_.close_code_disconnected, closure.reason);
    } else {
        found->second->close(settings_.close_code_expired,
                             R"({"ErrorCode":401,"ErrorMessage":"Token expired"})");
    }
}

} // namespace ivschat::websocket
