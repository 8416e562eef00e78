#include "websocket/endpoint.hpp"

#include "chat/identifier.hpp"
#include "websocket/figures.hpp"
#include "websocket/handshake.hpp"
#include "websocket/records.hpp"
#include "websocket/session.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <utility>

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

journal::connection_info party_of(const crypto::token_claims& claims) {
    return {.room_arn = claims.room_arn, .user_id = claims.user_id};
}

// As a socket of another event loop.
runtime::tcp_socket move_to(runtime::executor executor, runtime::tcp_socket socket) {
    if (socket.get_executor() == executor) return socket;
    runtime::error_code gone; // what is closed stays closed, and ends when it is read from
    const auto address = socket.local_endpoint(gone);
    if (gone) return runtime::tcp_socket{executor};
    const auto descriptor = socket.release(gone);
    if (gone) return runtime::tcp_socket{executor};
    return {executor, address.protocol(), descriptor};
}

runtime::awaitable<void> nothing() { co_return; }

bool is_stall(const faults::effect& what) { return std::holds_alternative<faults::stall>(what); }

// How long the request is to wait before it goes on; nothing: it goes on at once.
std::optional<impairment::length> wait_of(const faults::decision& decision) {
    auto wait = decision.delay;
    if (decision.what && is_stall(*decision.what)) {
        const auto& stalled = std::get<faults::stall>(*decision.what).duration;
        if (!stalled) return impairment::length{};
        wait += *stalled;
    }
    if (wait.count() == 0) return std::nullopt;
    return wait;
}

} // namespace

endpoint::endpoint(const std::vector<shard_context>& places, core& core,
                   const crypto::token_sealer& sealer, crypto::random_source& random,
                   runtime::log& log, faults::rule_set& faults, journal::journal& journal,
                   runtime::gate& sessions, websocket::settings settings)
    : core_{core},
      sealer_{sealer},
      random_{random},
      log_{log},
      counters_{places.front().counters},
      faults_{faults},
      journal_{journal},
      sessions_{sessions},
      settings_{settings},
      subscribers_{places.size()} {
    uplink& up = *this;
    for (const auto& each : places) {
        shards_.push_back(std::make_unique<shard>(each.executor, places.front().executor, up,
                                                  each.counters, settings.send_queue_bytes));
    }
}

// The client learns neither which of the reasons it was nor anything about the token; the log and
// the journal do.
handshake_refusal endpoint::refuse(const journal::connection_info& whose, unsigned status,
                                   std::string_view why) {
    counters_.count_refused_handshake(status);
    log_.info("Handshake refused.",
              {{"status", std::to_string(status)}, {"why", std::string{why}}});
    record(journal::handshake_refused(whose, status, why));
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

void endpoint::record_fault(const journal::connection_info& whose, std::string_view operation,
                            const faults::decision& decision) {
    journal_.record(journal::fault_injected(core_.clock().now(), whose, operation, decision.rules));
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
    const auto session = core_.execute(chat::connect{.grant = grant});
    if (session) {
        record(journal::handshake_accepted(grant, *session));
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

void endpoint::serve(runtime::tcp_socket socket, const upgrade_request& request,
                     admission admitted) {
    using boost::beast::http::field;
    const auto number = next_shard_++ % shards_.size();
    auto& where = *shards_[number];
    auto moved = move_to(where.executor(), std::move(socket));
    auto response = make_handshake_response(request[field::sec_websocket_key],
                                            request[field::sec_websocket_protocol]);
    auto who = std::make_shared<const journal::connection_info>(
        journal::connection_info{.session = admitted.session,
                                 .room_arn = std::move(admitted.room_arn),
                                 .user_id = std::move(admitted.user_id)});
    subscribers_.enter(who->room_arn, number);
    connections_.emplace(
        admitted.session,
        connection{.shard = number, .who = who, .gate_holder = runtime::gate::holder{sessions_}});
    where.run([moved = std::move(moved), response = std::move(response), who](shard& here) mutable {
        here.open(std::move(moved), std::move(response), std::move(who));
    });
}

void endpoint::disconnect(chat::session_id id) { core_.submit(chat::disconnect{.session = id}); }

// ---- What connections tell ----

void endpoint::received(chat::session_id from, request_batch batch) {
    try {
        handle_all(from, std::move(batch));
    } catch (const std::exception& bug) {
        log_.error("A chat request failed.", {{"what", bug.what()}});
        with(from, [](session& it) { it.abort(); });
    }
}

void endpoint::handle_all(chat::session_id from, request_batch batch) {
    auto decided = std::exchange(batch.decided, std::nullopt);
    for (auto each = batch.requests.begin(); each != batch.requests.end(); ++each) {
        const auto* const sender = find(from);
        if (sender == nullptr || !sender->is_in_room) break; // the request before has ended it
        if (!decided && faults_.watches(faults::plane::messaging)) {
            decided = decide(*sender, *each);
            const auto wait = decided ? wait_of(*decided) : std::nullopt;
            if (wait) {
                batch.requests.erase(batch.requests.begin(), each);
                batch.decided = std::move(decided);
                with(from, [wait = *wait, batch = std::move(batch)](session& it) mutable {
                    it.put_back(std::move(batch), wait);
                });
                return;
            }
        }
        const auto struck = std::exchange(decided, std::nullopt);
        const bool is_handled = !struck || !struck->what || is_stall(*struck->what);
        if (is_handled)
            handle(*sender, *each);
        else
            suffer(*sender, *struck->what, request_id_of(*each));
    }
    with(from, [](session& it) { it.go_on(); });
}

std::optional<faults::decision> endpoint::decide(const connection& from,
                                                 const decoded_request& request) {
    auto decision = faults_.decide({.where = faults::plane::messaging,
                                    .action = action_name(request),
                                    .room_arn = from.who->room_arn,
                                    .user_id = from.who->user_id});
    if (decision) record_fault(*from.who, action_name(request), *decision);
    return decision;
}

void endpoint::suffer(const connection& from, const faults::effect& what,
                      std::string_view request_id) {
    if (const auto* error = std::get_if<faults::error_frame>(&what)) {
        reply(from, {.code = error->code, .message = error->message}, request_id);
    } else if (const auto* closure = std::get_if<faults::closure>(&what)) {
        with(from.who->session,
             [closure = *closure](session& it) { it.close(closure.code, closure.reason); });
    } else if (std::holds_alternative<faults::drop>(what)) {
        with(from.who->session, [](session& it) { it.drop(); });
    }
}

void endpoint::handle(const connection& from, decoded_request& request) {
    const auto id = from.who->session;
    if (journal_.is_on()) record(websocket::received(request, *from.who));
    auto* const bad = std::get_if<wire::bad_request>(&request);
    auto* const good = std::get_if<wire::action>(&request);
    counters_.count_request(action_of(request));
    const std::string request_id{request_id_of(request)};
    const auto outcome = [&]() -> chat::outcome<void> {
        auto admitted = core_.request_quotas().admit_request(core_.clock().now(),
                                                             connections_.at(id).request_rate);
        if (!admitted || bad != nullptr) return admitted;
        return std::visit(
            [&]<class Action>(Action& action) {
                return core_.execute(
                    chat::from_session<Action>{.session = id, .request = std::move(action)});
            },
            *good);
    }();
    const auto* const sender = find(id); // what it asked for may have ended it
    if (sender == nullptr) return;
    if (!outcome)
        reply(*sender, wire::describe(outcome.error()), request_id);
    else if (bad != nullptr)
        reply(*sender, {.code = 400, .message = bad->why}, request_id);
}

void endpoint::reply(const connection& to, const wire::error& error, std::string_view request_id) {
    if (!to.is_in_room) return; // nothing follows a close frame (RFC 6455, 5.5.1)
    record(journal::refused(*to.who, static_cast<std::uint32_t>(error.code), error.message,
                            request_id));
    const auto id = chat::random_identifier([&](std::span<std::byte> out) { random_.fill(out); });
    with(to.who->session, [data = make_text_frame(wire::encode(error, id, request_id))](
                              session& it) { it.reply(data); });
}

void endpoint::closing(chat::session_id id, const farewell& said) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    auto& [shard, who, is_in_room, request_rate, gate_holder] = found->second;
    is_in_room = false;
    subscribers_.leave(who->room_arn, shard);
    record(journal::closed(*who, said.code, said.reason));
    if (said.is_from_peer) disconnect(id);
}

void endpoint::ended(chat::session_id id) {
    connections_.erase(id);
    disconnect(id);
}

// ---- The effects of chat ----

void endpoint::carry_out(const chat::effect& effect) {
    if (const auto* delivery = std::get_if<chat::delivery>(&effect)) deliver(*delivery);
    if (const auto* closure = std::get_if<chat::closure>(&effect)) close(*closure);
    if (const auto* rejection = std::get_if<chat::rejection>(&effect)) reject(*rejection);
}

void endpoint::deliver(const chat::delivery& delivery) {
    const auto text =
        std::visit([](const auto& what) { return wire::encode(what); }, delivery.what);
    std::size_t receivers = 0;
    if (!faults_.watches(faults::plane::delivery)) {
        const auto bytes = make_frame(opcode::text, text);
        const auto by_shard = subscribers_.of(delivery.room_arn);
        for (std::size_t i = 0; i < by_shard.size(); ++i) {
            receivers += by_shard[i];
            if (by_shard[i] > 0) shards_[i]->publish(delivery.room_arn, bytes);
        }
    } else {
        const auto data = make_text_frame(text);
        for (const auto id : in_order(delivery.room_arn)) {
            const auto* const receiver = find(id); // an earlier one may have ended it
            if (receiver == nullptr || !receiver->is_in_room) continue;
            ++receivers;
            deliver(delivery, data, *receiver);
        }
    }
    counters_.count_delivery(action_of(delivery), receivers);
    if (journal_.is_on()) journal_.record(sent(delivery, receivers));
}

// The rules look at each connection by itself.
void endpoint::deliver(const chat::delivery& delivery, const frame& data,
                       const connection& receiver) {
    const auto type = type_of(delivery);
    auto decision = faults_.decide({.where = faults::plane::delivery,
                                    .action = type,
                                    .room_arn = delivery.room_arn,
                                    .user_id = receiver.who->user_id});
    if (decision) record_fault(*receiver.who, type, *decision);
    with(receiver.who->session, [data, decision = std::move(decision).value_or(faults::decision{})](
                                    session& it) { it.deliver(data, decision); });
}

void endpoint::reject(const chat::rejection& rejection) {
    if (const auto* found = find(rejection.session)) {
        reply(*found, wire::describe(rejection.why), rejection.request_id);
    }
}

void endpoint::close(const chat::closure& closure) {
    if (closure.cause == chat::close_cause::user_disconnected) {
        end_session(closure.session, settings_.close_code_disconnected, closure.reason);
    } else {
        end_session(closure.session, settings_.close_code_expired,
                    R"({"ErrorCode":401,"ErrorMessage":"Token expired"})");
    }
}

// ---- All connections ----

const endpoint::connection* endpoint::find(chat::session_id id) const {
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : &found->second;
}

std::vector<chat::session_id> endpoint::in_order(std::string_view room_arn) const {
    std::vector<chat::session_id> ids;
    for (const auto& [id, each] : connections_) {
        if (room_arn.empty() || each.who->room_arn == room_arn) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

template <class What>
bool endpoint::with(chat::session_id id, What what) {
    const auto* const found = find(id);
    if (found == nullptr) return false;
    shards_[found->shard]->with(id, std::move(what));
    return true;
}

bool endpoint::end_session(chat::session_id id, std::uint16_t code, std::string_view reason) {
    return with(id, [code, reason = std::string{reason}](session& it) { it.close(code, reason); });
}

bool endpoint::close(chat::session_id id, std::uint16_t code, std::string_view reason) {
    if (!end_session(id, code, reason)) return false;
    disconnect(id);
    return true;
}

bool endpoint::drop(chat::session_id id) {
    if (!with(id, [](session& it) { it.drop(); })) return false;
    disconnect(id);
    return true;
}

bool endpoint::inject(chat::session_id id, std::string bytes) {
    return with(id, [bytes = std::move(bytes)](session& it) { it.inject(bytes); });
}

bool endpoint::hold_reading(chat::session_id id, bool held) {
    return with(id, [held](session& it) {
        if (held) {
            it.impairment().hold_reading(std::nullopt);
        } else {
            it.impairment().go_on_reading();
        }
    });
}

bool endpoint::hold_writing(chat::session_id id, bool held) {
    return with(id, [held](session& it) {
        if (held) {
            it.impairment().hold_writing(std::nullopt);
        } else {
            it.impairment().go_on_writing();
        }
    });
}

void endpoint::close_all(std::uint16_t code, std::string_view reason, std::string_view room_arn) {
    for (const auto id : in_order(room_arn)) close(id, code, reason);
}

void endpoint::end_impairments() {
    for (const auto id : in_order({})) with(id, [](session& it) { it.end_impairment(); });
}

void endpoint::say_goodbye() {
    for (const auto id : in_order({})) end_session(id, close_code::going_away, "");
}

void endpoint::abort_all() {
    for (const auto id : in_order({})) with(id, [](session& it) { it.abort(); });
}

runtime::awaitable<void> endpoint::barrier() {
    for (const auto& each : shards_) {
        co_await runtime::asio::co_spawn(each->executor(), nothing(),
                                         runtime::use_nothrow_awaitable);
    }
}

runtime::awaitable<void> endpoint::flushed(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (const auto& each : shards_) {
        co_await runtime::asio::co_spawn(each->executor(), each->flushed(deadline),
                                         runtime::use_nothrow_awaitable);
    }
}

runtime::awaitable<std::size_t> endpoint::queued_bytes() {
    std::size_t sum = 0;
    for (const auto& each : shards_) {
        const auto [failed, bytes] = co_await runtime::asio::co_spawn(
            each->executor(), each->queued_bytes(), runtime::use_nothrow_awaitable);
        sum += bytes;
    }
    co_return sum;
}

} // namespace ivschat::websocket
