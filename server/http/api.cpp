#include "http/api.hpp"

#include "http/negotiation.hpp"
#include "http/router.hpp"

namespace ivschat::http {

api::api(operations::environment env, authenticator authenticator)
    : env_{env}, authenticator_{std::move(authenticator)} {}

reply api::handle(const request& request) {
    const auto route = find_route(request);
    if (!route.operation) return route.refusal;
    const auto negotiated = negotiate(request);
    if (!negotiated) return to_reply(negotiated.error());
    const auto caller = authenticator_.authenticate(request);
    if (!caller) return to_reply(caller.error());
    auto body = route.operation->invoke(env_, *caller, request.body);
    if (!body) return to_reply(body.error());
    return {.status = route.operation->status, .body = *std::move(body)};
}

reply to_reply(const model::api_error& error) {
    return {.status = error.kind.status,
            .body = model::encode(error),
            .headers = {{"x-amzn-ErrorType", std::string{error.kind.name}}}};
}

} // namespace ivschat::http
