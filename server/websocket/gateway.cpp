#include "websocket/gateway.hpp"

#include "chat/identifier.hpp"
#include "websocket/detached_socket.hpp"
#include "websocket/journal_entries.hpp"
#include "websocket/session.hpp"

#include <exception>
#include <utility>

namespace ivschat::websocket {

gateway::gateway(const std::vector<shard_context>& shards, core& core,
                 crypto::random_source& random, runtime::log& log, faults::rule_set& faults,
                 journal::journal& journal, runtime::gate& sessions, const epochs& epochs,
                 settings settings)
    : core_{core},
      random_{random},
      log_{log},
      counters_{shards.front().counters},
      faults_{faults},
      journal_{journal},
      gate_{sessions},
      epochs_{epochs},
      settings_{settings},
      sessions_{shards.size()} {
    session_events& events = *this;
    for (const auto& each : shards) {
        shards_.push_back(std::make_unique<shard>(each.executor, shards.front().executor, events,
                                                  each.counters, log, settings.send_queue_bytes));
    }
}

void gateway::open(runtime::tcp_socket socket, std::string response,
                   journal::connection_info opened) {
    const auto number = next_shard_++ % shards_.size();
    auto& on = *shards_[number];
    const auto info = std::make_shared<const journal::connection_info>(std::move(opened));
    sessions_.add(info, number, runtime::gate::holder{gate_});
    if (socket.get_executor() == on.executor()) {
        return on.open(std::move(socket), std::move(response), info);
    }
    on.dispatch([moved = detached_socket{std::move(socket)}, response = std::move(response),
                 info](shard& here) mutable {
        here.open(std::move(moved).attach(here.executor()), std::move(response), std::move(info));
    });
}

// ---- What connections report ----

void gateway::on_requests(chat::session_id from, request_batch batch) {
    if (const auto* const sender = sessions_.find(from);
        sender != nullptr && epochs_.is_resetting(sender->info->room_arn)) {
        dispatch_to_session(from, [](session& it) { it.core_done(); });
        return;
    }
    try {
        handle_all(from, std::move(batch));
    } catch (const std::exception& error) {
        log_.error("A chat request failed.", {{"error", error.what()}});
        dispatch_to_session(from, [](session& it) { it.abort(); });
    }
}

void gateway::handle_all(chat::session_id from, request_batch batch) {
    auto& requests = batch.requests;
    for (auto each = requests.begin(); each != requests.end(); ++each) {
        // What follows a request that ended the connection is not handled.
        const auto* const sender = sessions_.find(from);
        if (sender == nullptr || !sender->accepts_requests()) break;
        auto decision = std::exchange(batch.decided, std::nullopt);
        if (!decision && faults_.watches(faults::plane::messaging)) {
            decision = decide(*sender, *each);
            const auto hold = decision ? faults::hold_of(*decision) : faults::hold{};
            if (!hold.is_none()) {
                requests.erase(requests.begin(), each);
                batch.decided = std::move(decision);
                dispatch_to_session(from, [how_long = hold.duration,
                                           batch = std::move(batch)](session& it) mutable {
                    it.hold_requests(std::move(batch), how_long);
                });
                return;
            }
        }
        const auto* const effect = decision ? faults::effect_after_hold(*decision) : nullptr;
        if (effect == nullptr)
            handle(*sender, *each);
        else
            apply_fault(*sender, *effect, wire::request_id_of(*each));
    }
    dispatch_to_session(from, [](session& it) { it.core_done(); });
}

std::optional<faults::decision> gateway::decide(const entry& from,
                                                const wire::decoded_request& request) {
    const auto action = wire::name_of(request);
    auto decision = faults_.decide({.where = faults::plane::messaging,
                                    .action = action,
                                    .room_arn = from.info->room_arn,
                                    .user_id = from.info->user_id});
    if (decision) {
        journal_.record(
            journal::fault_injected(core_.clock().now(), *from.info, action, decision->rules));
    }
    return decision;
}

void gateway::apply_fault(const entry& from, const faults::effect& effect,
                          std::string_view request_id) {
    const auto id = from.info->session;
    if (const auto* error = std::get_if<faults::error_frame>(&effect)) {
        reply(from, {.code = error->code, .message = error->message}, request_id);
    } else if (const auto* closure = std::get_if<faults::closure>(&effect)) {
        close_connection(id, closure->code, closure->reason);
    } else if (std::holds_alternative<faults::drop>(effect)) {
        sessions_.mark_closing(id);
        dispatch_to_session(id, [](session& it) { it.reset(); });
    }
}

void gateway::handle(const entry& from, wire::decoded_request& request) {
    const auto id = from.info->session;
    if (journal_.is_on())
        journal_.record(request_received(core_.clock().now(), request, *from.info));
    auto* const bad = std::get_if<wire::bad_request>(&request);
    auto* const good = std::get_if<wire::action>(&request);
    counters_.count_request(wire::metric_of(request));
    const std::string request_id{wire::request_id_of(request)};
    const auto outcome = [&]() -> chat::outcome<void> {
        auto admitted =
            core_.request_quotas().admit_request(core_.clock().now(), sessions_.request_rate(id));
        if (!admitted || bad != nullptr) return admitted;
        return std::visit(
            [&]<class Request>(Request& asked) {
                return core_.execute(
                    chat::from_session<Request>{.session = id, .request = std::move(asked)});
            },
            *good);
    }();
    const auto* const sender = sessions_.find(id); // its request may have ended it
    if (sender == nullptr) return;
    if (!outcome)
        reply(*sender, wire::describe(outcome.error()), request_id);
    else if (bad != nullptr)
        reply(*sender, {.code = 400, .message = bad->why}, request_id);
}

void gateway::reply(const entry& to, const wire::error& error, std::string_view request_id) {
    if (!to.accepts_requests()) return; // nothing follows a close frame (RFC 6455, 5.5.1)
    journal_.record(journal::error_sent(core_.clock().now(), *to.info,
                                        static_cast<std::uint32_t>(error.code), error.message,
                                        request_id));
    const auto id = chat::random_identifier([&](std::span<std::byte> out) { random_.fill(out); });
    dispatch_to_session(to.info->session,
                        [data = make_text_frame(wire::encode(error, id, request_id))](session& it) {
                            it.reply(data);
                        });
}

void gateway::on_closing(chat::session_id id, const close_info& info) {
    const auto* const found = sessions_.find(id);
    if (found == nullptr || !sessions_.leave_room(id)) return;
    journal_.record(
        journal::connection_closed(core_.clock().now(), *found->info, info.code, info.reason));
    if (info.is_from_peer) disconnect(id);
}

void gateway::on_ended(chat::session_id id) {
    disconnect(id);
    sessions_.remove(id); // last: it may be what the server's end waits for
}

// ---- The effects of chat ----

void gateway::carry_out(const chat::effect& effect) {
    if (const auto* delivery = std::get_if<chat::delivery>(&effect)) deliver(*delivery);
    if (const auto* closure = std::get_if<chat::closure>(&effect)) close(*closure);
    if (const auto* rejection = std::get_if<chat::rejection>(&effect)) reject(*rejection);
}

void gateway::deliver(const chat::delivery& delivery) {
    const auto text = wire::encode(delivery.what);
    const auto receivers = faults_.watches(faults::plane::delivery)
                               ? deliver_one_by_one(delivery, text)
                               : publish(delivery, text);
    counters_.count_delivery(wire::metric_of(delivery.what), receivers);
    if (journal_.is_on()) journal_.record(frame_sent(delivery, receivers));
}

std::size_t gateway::publish(const chat::delivery& delivery, std::string_view text) {
    const auto bytes = make_frame(opcode::text, text);
    const auto by_shard = sessions_.subscribers(delivery.room_arn);
    std::size_t receivers = 0;
    for (std::size_t i = 0; i < by_shard.size(); ++i) {
        receivers += by_shard[i];
        if (by_shard[i] > 0) shards_[i]->publish(delivery.room_arn, bytes);
    }
    return receivers;
}

// The fault rules look at each connection by itself.
std::size_t gateway::deliver_one_by_one(const chat::delivery& delivery, std::string_view text) {
    const auto data = make_text_frame(text);
    const auto type = wire::type_of(delivery.what);
    std::size_t receivers = 0;
    for (const auto id : sessions_.ids(delivery.room_arn)) {
        const auto* const receiver = sessions_.find(id); // an earlier one may have ended it
        if (receiver == nullptr || !receiver->accepts_requests()) continue;
        ++receivers;
        auto decision = faults_.decide({.where = faults::plane::delivery,
                                        .action = type,
                                        .room_arn = delivery.room_arn,
                                        .user_id = receiver->info->user_id});
        if (decision) {
            journal_.record(journal::fault_injected(core_.clock().now(), *receiver->info, type,
                                                    decision->rules));
        }
        dispatch_to_session(id, [data, decision = std::move(decision).value_or(faults::decision{})](
                                    session& it) { it.deliver(data, decision); });
    }
    return receivers;
}

void gateway::reject(const chat::rejection& rejection) {
    if (const auto* found = sessions_.find(rejection.session)) {
        reply(*found, wire::describe(rejection.why), rejection.request_id);
    }
}

void gateway::close(const chat::closure& closure) {
    if (closure.cause == chat::close_cause::user_disconnected) {
        close_connection(closure.session, settings_.close_code_disconnected, closure.reason);
    } else {
        close_connection(closure.session, settings_.close_code_expired,
                         R"({"ErrorCode":401,"ErrorMessage":"Token expired"})");
    }
}

bool gateway::close_connection(chat::session_id id, std::uint16_t code, std::string_view reason) {
    sessions_.mark_closing(id);
    return dispatch_to_session(
        id, [code, reason = std::string{reason}](session& it) { it.close(code, reason); });
}

void gateway::disconnect(chat::session_id id) { core_.submit(chat::disconnect{.session = id}); }

} // namespace ivschat::websocket
