#include "http/api.hpp"

#include "http/negotiation.hpp"
#include "http/router.hpp"
#include "operations/refusals.hpp"

namespace ivschat::http {

api::api(operations::environment env, authenticator authenticator)
    : env_{env}, authenticator_{std::move(authenticator)} {}

reply api::handle(const request& request, std::optional<chat::api_operation>* called) {
    auto found = find_route(request);
    if (auto* const refusal = std::get_if<reply>(&found)) return std::move(*refusal);
    const auto& [operation, call] = std::get<route>(found);
    if (called != nullptr) *called = operation->quota;
    const auto negotiated = negotiate(request);
    if (!negotiated) return to_reply(negotiated.error());
    const auto caller = authenticator_.authenticate(request);
    if (!caller) return to_reply(caller.error());
    const auto admitted =
        env_.state.run([&](chat::service& service, chat::timestamp now, chat::effects&) {
            return service.admit_operation(now, *caller, operation->quota);
        });
    if (!admitted) return to_reply(operations::to_api_error(admitted.error(), {}));
    auto body = operation->invoke(env_, *caller, call);
    if (!body) return to_reply(body.error());
    return {.status = operation->status, .body = *std::move(body)};
}

reply to_reply(const model::api_error& error) {
    return {.status = error.kind.status,
            .body = model::encode(error),
            .headers = {{"x-amzn-ErrorType", std::string{error.kind.name}}}};
}

} // namespace ivschat::http
