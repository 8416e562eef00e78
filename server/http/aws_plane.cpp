#include "http/aws_plane.hpp"

#include "faults/error_reply.hpp"
#include "journal/records.hpp"

namespace ivschat::http {
namespace {

journal::party party_of(const call_record& known) {
    return {.room_arn = known.about.room_arn, .user_id = known.about.user_id};
}

faults::site site_of(const call_record& known) {
    return {.where = faults::plane::control,
            .action = known.name,
            .room_arn = known.about.room_arn,
            .user_id = known.about.user_id};
}

} // namespace

aws_plane::aws_plane(api api, core& core, faults::rule_set& faults, journal::recorder& journal,
                     metrics::counters& counters, runtime::pauses& delays, runtime::pauses& stalls)
    : api_{std::move(api)},
      core_{core},
      faults_{faults},
      journal_{journal},
      counters_{counters},
      delays_{delays},
      stalls_{stalls} {}

runtime::awaitable<std::optional<reply>> aws_plane::handle(const request& request,
                                                           call_record& known) {
    if (!faults_.watches(faults::plane::control)) co_return api_.handle(request, known);
    auto admitted = api_.admit(request, known);
    if (auto* const refusal = std::get_if<reply>(&admitted)) co_return std::move(*refusal);
    auto& call = std::get<admitted_call>(admitted);
    std::optional<faults::decision> decision;
    auto reply = api_.act(call, known, [&](const call_record& valid) {
        decision = faults_.decide(site_of(valid));
        return !decision;
    });
    if (!decision) co_return reply;
    auto suffered = co_await suffer(*decision, known);
    if (!suffered.acts) co_return std::move(suffered.instead);
    co_return api_.act(call, known);
}

runtime::awaitable<aws_plane::verdict> aws_plane::suffer(const faults::decision& decision,
                                                         call_record& known) {
    journal_.record(
        journal::struck(core_.clock().now(), party_of(known), known.name, decision.rules));
    if (decision.delay.count() > 0) co_await delays_.wait(decision.delay);
    if (!decision.what) co_return verdict{.acts = true};
    if (const auto* stall = std::get_if<faults::stall>(&*decision.what)) {
        co_await stalls_.wait(stall->duration);
        co_return verdict{.acts = true};
    }
    const auto* error = std::get_if<faults::error_reply>(&*decision.what);
    if (error == nullptr) co_return verdict{.acts = false}; // drop
    const auto told = faults::to_api_error(*error, site_of(known));
    known.error_name = told.kind.name;
    known.why = told.message;
    co_return verdict{.acts = false, .instead = to_reply(told)};
}

void aws_plane::conclude(call_record known, const reply& reply, std::chrono::nanoseconds took) {
    counters_.count_operation(known.operation, reply.status, took);
    journal_.record({.time = core_.clock().now(),
                     .kind = journal::entry_kind::api_call,
                     .code = reply.status,
                     .room_arn = std::move(known.about.room_arn),
                     .user_id = std::move(known.about.user_id),
                     .operation = std::string{known.name},
                     .error_name = std::string{known.error_name},
                     .reason = std::move(known.why)});
}

} // namespace ivschat::http
