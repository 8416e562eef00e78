#include "http/aws_handler.hpp"

#include "faults/error_reply.hpp"
#include "journal/entries.hpp"

namespace ivschat::http {
namespace {

journal::connection_info connection_info_of(const call_record& record) {
    return {.room_arn = record.about.room_arn, .user_id = record.about.user_id};
}

// A rule's `user` is the user that a call names, whichever part that user has in it.
faults::injection_point injection_point_of(const call_record& record) {
    const auto& about = record.about;
    return {.where = faults::plane::control,
            .action = record.name,
            .room_arn = about.room_arn,
            .user_id = about.user_id.empty() ? about.target_user_id : about.user_id};
}

// The reply that a fault makes; nothing: the connection is reset. An effect that is new in
// faults::effect must be handled here or be listed as one of another plane, or this file does not
// compile.
class injector {
public:
    explicit injector(call_record& record) : record_{record} {}

    std::optional<reply> operator()(const faults::error_reply& effect) const {
        const auto error = faults::to_api_error(effect, injection_point_of(record_));
        record_.why = error.message;
        return to_reply(error);
    }
    std::optional<reply> operator()(const faults::drop&) const { return std::nullopt; }
    // A decision has an error_reply instead, or a hold.
    std::optional<reply> operator()(const faults::throttle&) const { return std::nullopt; }
    std::optional<reply> operator()(const faults::stall&) const { return std::nullopt; }

    template <class Other>
    std::optional<reply> operator()(const Other&) const {
        static_assert(!Other::planes.has(faults::plane::control));
        return std::nullopt; // no rule for this plane can have it
    }

private:
    call_record& record_;
};

} // namespace

aws_handler::aws_handler(api api, core& core, faults::rule_set& faults, journal::journal& journal,
                         metrics::counters& counters, faults::holds& holds, const epochs& epochs,
                         const cors_policy& cors)
    : api_{std::move(api)},
      core_{core},
      faults_{faults},
      journal_{journal},
      counters_{counters},
      holds_{holds},
      epochs_{epochs},
      cors_{cors} {}

runtime::awaitable<std::optional<reply>>
aws_handler::handle(const request& request, std::string_view, call_record& record) {
    record.is_preflight = is_cors_preflight(request);
    if (auto preflight = cors_.answer_preflight(request)) co_return preflight;
    if (epochs_.is_reset_under_way()) {
        co_await epochs_.wait_for_reset();
        record.ignore_changes_so_far();
    }
    record.epoch = epochs_.current();
    auto reply = co_await call(request, record);
    if (reply) cors_.add_headers(request, *reply);
    co_return reply;
}

runtime::awaitable<std::optional<reply>> aws_handler::call(const request& request,
                                                           call_record& record) {
    if (!faults_.watches(faults::plane::control)) co_return api_.handle(request, record);
    auto prepared = api_.prepare(request, record);
    if (auto* const failure = std::get_if<reply>(&prepared)) co_return std::move(*failure);
    auto& call = std::get<prepared_call>(prepared);
    std::optional<faults::decision> decision;
    auto reply = api_.execute(call, record, [&](const call_record& valid) {
        decision = faults_.decide(injection_point_of(valid));
        return !decision;
    });
    if (!decision) co_return reply;
    auto outcome = co_await apply_fault(*decision, record, request.connection);
    if (!outcome.call_goes_on) co_return std::move(outcome.reply);
    co_return api_.execute(call, record);
}

runtime::awaitable<aws_handler::fault_outcome>
aws_handler::apply_fault(const faults::decision& decision, call_record& record,
                         runtime::close_notifier* client) {
    journal_.record(journal::fault_injected(core_.clock().now(), connection_info_of(record),
                                            record.name, decision.rules));
    const auto hold = faults::hold_of(decision);
    if (!hold.is_none()) {
        const auto ended_by = co_await holds_.wait(hold, record.about.room_arn, client);
        record.ignore_changes_so_far();
        if (ended_by == faults::hold_end::peer_closed) {
            co_return fault_outcome{.call_goes_on = false};
        }
        if (ended_by == faults::hold_end::reset) {
            co_return fault_outcome{.call_goes_on = false, .reply = reset_reply()};
        }
    }
    const auto* const effect = faults::effect_after_hold(decision);
    if (effect == nullptr) co_return fault_outcome{.call_goes_on = true};
    const injector inject{record};
    co_return fault_outcome{.call_goes_on = false, .reply = std::visit(inject, *effect)};
}

void aws_handler::log_call(call_record record, const reply& reply, std::chrono::nanoseconds took) {
    if (record.is_preflight) return;
    if (!epochs_.is_current(record.epoch, record.about.room_arn)) return; // it began before a reset
    counters_.count_operation(record.operation, reply.status, took);
    journal_.record({.time = core_.clock().now(),
                     .kind = journal::entry_kind::api_call,
                     .code = reply.status,
                     .room_arn = std::move(record.about.room_arn),
                     .user_id = std::move(record.about.user_id),
                     .target_user_id = std::move(record.about.target_user_id),
                     .operation = std::string{record.name},
                     .error_name = std::string{error_name_of(reply)},
                     .reason = std::move(record.why),
                     .message_id = std::move(record.about.message_id),
                     .event_name = std::move(record.about.event_name)});
}

} // namespace ivschat::http
