#include "websocket/endpoint.hpp"

#include "websocket/figures.hpp"
#include "websocket/records.hpp"
#include "websocket/session.hpp"
#include "websocket/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace ivschat::websocket {
namespace {

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

journal::party party_of(const crypto::token_claims& claims) {
    return {.room_arn = claims.room_arn, .user_id = claims.user_id};
}

// A free function, whose parameters the coroutine keeps; a capturing lambda would not outlive it.
runtime::awaitable<void> run(std::shared_ptr<session> session, endpoint::upgrade_request request) {
    co_await session->run(std::move(request));
}

} // namespace

endpoint::endpoint(runtime::executor executor, core& core, const crypto::token_sealer& sealer,
                   crypto::random_source& random, runtime::connections& connections,
                   runtime::log& log, metrics::counters& counters, faults::rule_set& faults,
                   journal::recorder& journal, endpoint_settings settings)
    : executor_{executor},
      core_{core},
      sealer_{sealer},
      random_{random},
      connections_{connections},
      log_{log},
      counters_{counters},
      faults_{faults},
      journal_{journal},
      settings_{settings},
      flusher_{executor} {}

// The client learns neither which of the reasons it was nor anything about the token; the log and
// the journal do.
handshake_refusal endpoint::refuse(const journal::party& whose, unsigned status,
                                   std::string_view why) {
    counters_.count_refused_handshake(status);
    log_.info("Handshake refused.",
              {{"status", std::to_string(status)}, {"why", std::string{why}}});
    record(journal::turned_away(whose, status, why));
    const auto* const message = status == 401
                                    ? "The chat token is missing, expired or already used."
                                : status == 429 ? "Too many connections."
                                                : "The chat token is not valid here.";
    return {.status = status, .message = message};
}

handshake_refusal endpoint::refuse(const crypto::token_claims& claims,
                                   const faults::handshake_refusal& fault) {
    auto refused = refuse(party_of(claims), fault.status, "a fault rule refused it");
    if (!fault.message.empty()) refused.message = fault.message;
    return refused;
}

void endpoint::record(journal::entry entry) {
    entry.time = core_.clock().now();
    journal_.record(std::move(entry));
}

void endpoint::record_fault(const journal::party& whose, std::string_view operation,
                            const faults::decision& decision) {
    journal_.record(journal::struck(core_.clock().now(), whose, operation, decision.rules));
}

std::variant<crypto::token_claims, handshake_refusal> endpoint::open(std::string_view token) {
    if (token.empty()) return refuse({}, 401, "no token came as Sec-WebSocket-Protocol");
    auto claims = sealer_.open(token, core_.clock().now());
    if (claims) return *std::move(claims);
    const bool is_expired = claims.error() == crypto::token_error::expired;
    return refuse({}, is_expired ? 401 : 403,
                  "the token " + std::string{crypto::describe(claims.error())});
}

std::variant<admission, handshake_refusal> endpoint::admit(const crypto::token_claims& claims,
                                                           std::string client_ip) {
    const auto grant = to_grant(claims, std::move(client_ip));
    const auto session =
        core_.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
            return service.connect(now, grant, out);
        });
    if (session) {
        record(journal::admitted(grant, *session));
        return admission{
            .session = *session, .room_arn = claims.room_arn, .user_id = claims.user_id};
    }
    const auto whose = party_of(claims);
    switch (session.error().why) {
    case chat::refusal::token_used:
        return refuse(whose, 401, "the token has been used already");
    case chat::refusal::token_expired:
        return refuse(whose, 401, "the token has expired");
    case chat::refusal::too_many_connections:
        return refuse(whose, 429, "there are as many connections as the quota allows");
    case chat::refusal::too_many_rooms:
        return refuse(whose, 429,
                      "the token's room does not exist, and there are as many rooms as the quota "
                      "allows");
    default:
        return refuse(whose, 403, "the token's room does not exist");
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
    if (const auto* delivery = std::get_if<chat::delivery>(&effect)) deliver(*delivery);
    if (const auto* closure = std::get_if<chat::closure>(&effect)) close(*closure);
    if (const auto* rejection = std::get_if<chat::rejection>(&effect)) reject(*rejection);
}

void endpoint::deliver(const chat::delivery& delivery) {
    const auto text = std::visit([](const auto& what) { return encode(what); }, delivery.what);
    const auto data = make_text_frame(text);
    std::size_t receivers = 0;
    if (!faults_.watches(faults::plane::delivery)) {
        receivers = fan_out_.publish(delivery.room_arn, data);
    } else {
        for (auto* each : in_order(delivery.room_arn)) {
            if (!each->is_member()) continue;
            ++receivers;
            deliver(delivery, data, *each);
        }
    }
    counters_.count_delivery(action_of(delivery), receivers);
    journal_.record(sent(delivery, receivers));
}

// The rules look at each connection by itself.
void endpoint::deliver(const chat::delivery& delivery, const frame& data, session& receiver) {
    const auto type = type_of(delivery);
    const auto decision = faults_.decide({.where = faults::plane::delivery,
                                          .action = type,
                                          .room_arn = delivery.room_arn,
                                          .user_id = receiver.user_id()});
    if (decision) record_fault(receiver.party(), type, *decision);
    receiver.deliver(data, decision.value_or(faults::decision{}));
}

void endpoint::reject(const chat::rejection& rejection) {
    auto* const found = find(rejection.session);
    if (found == nullptr) return; // it has left
    found->reply(describe(rejection.why), rejection.request_id);
}

std::size_t endpoint::queued_bytes() const {
    std::size_t sum = 0;
    for (const auto& [id, each] : sessions_) sum += each->queued_bytes();
    return sum;
}

bool endpoint::has_unwritten() const {
    return std::any_of(sessions_.begin(), sessions_.end(), [](const auto& each) {
        return each.second->queued_bytes() > 0 && !each.second->is_held();
    });
}

session* endpoint::find(chat::session_id id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second;
}

std::vector<session*> endpoint::in_order(std::string_view room_arn) const {
    std::vector<std::pair<chat::session_id, session*>> all;
    for (const auto& each : sessions_) {
        if (room_arn.empty() || each.second->room_arn() == room_arn) all.push_back(each);
    }
    std::sort(all.begin(), all.end());
    std::vector<session*> sessions;
    sessions.reserve(all.size());
    for (const auto& [id, each] : all) sessions.push_back(each);
    return sessions;
}

bool endpoint::close(chat::session_id id, std::uint16_t code, std::string_view reason) {
    auto* const found = find(id);
    if (found == nullptr) return false;
    found->close(code, reason);
    found->leave();
    return true;
}

bool endpoint::drop(chat::session_id id) {
    auto* const found = find(id);
    if (found == nullptr) return false;
    found->drop();
    found->leave();
    return true;
}

bool endpoint::inject(chat::session_id id, std::string bytes) {
    auto* const found = find(id);
    if (found != nullptr) found->inject(std::move(bytes));
    return found != nullptr;
}

bool endpoint::hold_reading(chat::session_id id, bool held) {
    auto* const found = find(id);
    if (found == nullptr) return false;
    if (held) {
        found->impairment().hold_reading(std::nullopt);
    } else {
        found->impairment().go_on_reading();
    }
    return true;
}

bool endpoint::hold_writing(chat::session_id id, bool held) {
    auto* const found = find(id);
    if (found == nullptr) return false;
    if (held) {
        found->impairment().hold_writing(std::nullopt);
    } else {
        found->impairment().go_on_writing();
    }
    return true;
}

void endpoint::close_all(std::uint16_t code, std::string_view reason, std::string_view room_arn) {
    for (auto* each : in_order(room_arn)) {
        each->close(code, reason);
        each->leave();
    }
}

void endpoint::end_impairments() {
    for (auto* each : in_order({})) each->end_impairment();
}

runtime::awaitable<void> endpoint::written(std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds pause{1};
    const auto deadline = std::chrono::steady_clock::now() + patience;
    runtime::steady_timer timer{executor_};
    for (;;) {
        flusher_.flush_now();
        if (!has_unwritten() || std::chrono::steady_clock::now() >= deadline) co_return;
        timer.expires_after(pause);
        co_await timer.async_wait(runtime::use);
    }
}

void endpoint::close(const chat::closure& closure) {
    auto* const found = find(closure.session);
    if (found == nullptr) return;
    if (closure.cause == chat::close_cause::user_disconnected) {
        found->close(settings_.close_code_disconnected, closure.reason);
    } else {
        found->close(settings_.close_code_expired,
                     R"({"ErrorCode":401,"ErrorMessage":"Token expired"})");
    }
}

} // namespace ivschat::websocket
