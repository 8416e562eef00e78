#include "http/api.hpp"

#include "http/negotiation.hpp"
#include "http/router.hpp"
#include "operations/refusals.hpp"

namespace ivschat::http {

api::api(operations::environment env, authenticator authenticator)
    : env_{env}, authenticator_{std::move(authenticator)} {}

namespace {

class recorder final : public operations::onlooker {
public:
    recorder(call_record& known, const api::permission& may_act)
        : known_{known}, may_act_{may_act} {}

    bool lets_act(operations::subject about) override {
        known_.about = std::move(about);
        return !may_act_ || may_act_(known_);
    }
    void see_made(std::string_view room_arn) override { known_.about.room_arn = room_arn; }

private:
    call_record& known_;
    const api::permission& may_act_;
};

reply refuse(const model::api_error& error, call_record& known) {
    known.error_name = error.kind.name;
    known.why = error.message;
    return to_reply(error);
}

} // namespace

std::variant<admitted_call, reply> api::admit(const request& request, call_record& known) {
    auto found = find_route(request);
    if (auto* const refusal = std::get_if<reply>(&found)) return std::move(*refusal);
    auto& [operation, call] = std::get<route>(found);
    known.operation = operation->quota;
    known.name = operation->name;
    const auto negotiated = negotiate(request);
    if (!negotiated) return refuse(negotiated.error(), known);
    auto caller = authenticator_.authenticate(request);
    if (!caller) {
        known.error_name = caller.error().kind.name;
        return to_reply(caller.error());
    }
    const auto counted =
        env_.state.run([&](chat::service& service, chat::timestamp now, chat::effects&) {
            return service.admit_operation(now, *caller, operation->quota);
        });
    if (!counted) return refuse(operations::to_api_error(counted.error(), {}), known);
    return admitted_call{
        .operation = operation, .call = std::move(call), .caller = *std::move(caller)};
}

reply api::act(admitted_call& admitted, call_record& known, const permission& may_act) {
    // What it was told when it was held up.
    known.error_name = {};
    known.why.clear();
    recorder onlooker{known, may_act};
    admitted.call.onlooker = &onlooker;
    auto body = admitted.operation->invoke(env_, admitted.caller, admitted.call);
    if (!body) return refuse(body.error(), known);
    return {.status = admitted.operation->status, .body = *std::move(body)};
}

reply api::handle(const request& request, call_record& known) {
    auto admitted = admit(request, known);
    if (auto* const refusal = std::get_if<reply>(&admitted)) return std::move(*refusal);
    return act(std::get<admitted_call>(admitted), known);
}

reply to_reply(const model::api_error& error) {
    return {.status = error.kind.status,
            .body = model::encode(error),
            .headers = {{"x-amzn-ErrorType", std::string{error.kind.name}}}};
}

} // namespace ivschat::http
