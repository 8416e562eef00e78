#include "http/api.hpp"

#include "http/negotiation.hpp"
#include "http/router.hpp"
#include "operations/refusals.hpp"

namespace ivschat::http {

api::api(operations::environment env, authenticator authenticator)
    : env_{env}, authenticator_{std::move(authenticator)} {}

namespace {

class recording_observer final : public operations::call_observer {
public:
    recording_observer(call_record& record, const api::predicate& proceed)
        : record_{record}, proceed_{proceed} {}

    bool on_validated(operations::subject about) override {
        record_.about = std::move(about);
        return !proceed_ || proceed_(record_);
    }
    void on_created(std::string_view room_arn) override { record_.about.room_arn = room_arn; }

private:
    call_record& record_;
    const api::predicate& proceed_;
};

reply refuse(const model::api_error& error, call_record& record) {
    record.error_name = error.kind.name;
    record.why = error.message;
    return to_reply(error);
}

} // namespace

std::variant<admitted_call, reply> api::admit(const request& request, call_record& record) {
    auto found = find_route(request);
    if (auto* const refusal = std::get_if<reply>(&found)) return std::move(*refusal);
    auto& [operation, call] = std::get<route>(found);
    record.operation = operation->quota;
    record.name = operation->name;
    const auto negotiated = negotiate(request);
    if (!negotiated) return refuse(negotiated.error(), record);
    auto caller = authenticator_.authenticate(request);
    if (!caller) {
        record.error_name = caller.error().kind.name;
        return to_reply(caller.error());
    }
    const auto counted = env_.state.request_quotas().admit_operation(env_.state.clock().now(),
                                                                     *caller, operation->quota);
    if (!counted) return refuse(operations::to_api_error(counted.error(), {}), record);
    return admitted_call{
        .operation = operation, .call = std::move(call), .caller = *std::move(caller)};
}

reply api::execute(admitted_call& admitted, call_record& record, const predicate& proceed) {
    // An earlier attempt, which `proceed` stopped, may have set them.
    record.error_name = {};
    record.why.clear();
    recording_observer observer{record, proceed};
    admitted.call.call_observer = &observer;
    auto body = admitted.operation->invoke(env_, admitted.caller, admitted.call);
    if (!body) return refuse(body.error(), record);
    return {.status = admitted.operation->status, .body = *std::move(body)};
}

reply api::handle(const request& request, call_record& record) {
    auto admitted = admit(request, record);
    if (auto* const refusal = std::get_if<reply>(&admitted)) return std::move(*refusal);
    return execute(std::get<admitted_call>(admitted), record);
}

reply to_reply(const model::api_error& error) {
    return {.status = error.kind.status,
            .body = model::encode(error),
            .headers = {{"x-amzn-ErrorType", std::string{error.kind.name}}}};
}

} // namespace ivschat::http
