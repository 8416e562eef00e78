#include "http/api.hpp"

#include "http/negotiation.hpp"
#include "http/router.hpp"
#include "operations/refusals.hpp"

namespace ivschat::http {

api::api(operations::environment env, authenticator authenticator)
    : env_{env}, authenticator_{std::move(authenticator)} {}

namespace {

constexpr std::string_view error_type_header = "x-amzn-ErrorType";

class recording_observer final : public operations::call_observer {
public:
    recording_observer(call_record& record, const api::validated_callback& on_validated)
        : record_{record}, on_validated_{on_validated} {}

    bool on_validated(operations::subject about) override {
        record_.about = std::move(about);
        return !on_validated_ || on_validated_(record_);
    }
    void on_created(std::string_view room_arn) override { record_.about.room_arn = room_arn; }

private:
    call_record& record_;
    const api::validated_callback& on_validated_;
};

reply to_recorded_reply(const model::api_error& error, call_record& record) {
    record.why = error.message;
    return to_reply(error);
}

reply unavailable(std::string why) {
    constexpr model::error_kind service_unavailable{"ServiceUnavailable", 503};
    return to_reply(model::api_error::plain(service_unavailable, std::move(why)));
}

} // namespace

std::variant<prepared_call, reply> api::prepare(const request& request, call_record& record) {
    auto found = find_route(request);
    if (auto* const no_route = std::get_if<reply>(&found)) return std::move(*no_route);
    auto& [operation, call] = std::get<route>(found);
    record.operation = operation->quota;
    record.name = operation->name;
    const auto negotiated = negotiate(request);
    if (!negotiated) return to_recorded_reply(negotiated.error(), record);
    auto caller = authenticator_.authenticate(request);
    if (!caller) return to_reply(caller.error());
    const auto counted = env_.state.request_quotas().admit_operation(env_.state.clock().now(),
                                                                     *caller, operation->quota);
    if (!counted) return to_recorded_reply(operations::to_api_error(counted.error(), {}), record);
    return prepared_call{
        .operation = operation, .call = std::move(call), .caller = *std::move(caller)};
}

reply api::execute(prepared_call& prepared, call_record& record,
                   const validated_callback& on_validated) {
    // A first execution that a fault rule held up has left an error here.
    record.why.clear();
    recording_observer observer{record, on_validated};
    prepared.call.call_observer = &observer;
    auto body = prepared.operation->invoke(env_, prepared.caller, prepared.call);
    if (!body) return to_recorded_reply(body.error(), record);
    return {.status = prepared.operation->status, .body = *std::move(body)};
}

reply api::handle(const request& request, call_record& record) {
    auto prepared = prepare(request, record);
    if (auto* const failure = std::get_if<reply>(&prepared)) return std::move(*failure);
    return execute(std::get<prepared_call>(prepared), record);
}

reply to_reply(const model::api_error& error) {
    return {.status = error.kind.status,
            .body = model::encode(error),
            .headers = {{std::string{error_type_header}, std::string{error.kind.name}}}};
}

std::string_view error_name_of(const reply& reply) {
    for (const auto& [name, value] : reply.headers) {
        if (name == error_type_header) return value;
    }
    return {};
}

reply stopping_reply() { return unavailable("The server is stopping."); }

reply client_closed_reply() {
    constexpr model::error_kind client_closed_request{"ClientClosedRequest", 499}; // nginx's name
    return to_reply(model::api_error::plain(
        client_closed_request, "The client closed its connection, or its sending half, before "
                               "the reply; keep it open."));
}

reply reset_reply() { return unavailable("The server or the room was reset meanwhile."); }

} // namespace ivschat::http
