#include "http/router.hpp"

#include "http/api.hpp"

namespace ivschat::http {

route find_route(const request& request) {
    std::string allowed;
    for (const auto& operation : operations::all()) {
        if (operation.path != request.path()) continue;
        if (operation.method == request.method) return {.operation = &operation};
        if (!allowed.empty()) allowed += ", ";
        allowed += operation.method;
    }
    using model::api_error;
    if (allowed.empty()) {
        return {.operation = nullptr,
                .refusal = to_reply(api_error::plain(model::errors::unknown_operation,
                                                     "No operation of IVS Chat is at " +
                                                         std::string{request.path()} + "."))};
    }
    auto refusal = to_reply(api_error::plain(model::errors::method_not_allowed,
                                             std::string{request.path()} + " takes " + allowed +
                                                 ", not " + std::string{request.method} + "."));
    refusal.headers.emplace_back("Allow", allowed);
    return {.operation = nullptr, .refusal = std::move(refusal)};
}

} // namespace ivschat::http
