#include "control/control_api.hpp"

#include "control/openapi.hpp"
#include "http/api.hpp"

#include <optional>
#include <string>

namespace ivschat::control {
namespace {

answer show_description(environment&, control_call) { co_return ok(std::string{openapi()}); }

constexpr control_route routes[] = {{"GET", "/openapi.json", show_description}};

// What stands in the place of {id}, which is empty where there is none; nothing if it is another
// path.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto parameter = pattern.find("{id}");
    if (parameter == std::string_view::npos) {
        return pattern == path ? std::optional<std::string_view>{""} : std::nullopt;
    }
    const auto head = pattern.substr(0, parameter);
    const auto tail = pattern.substr(parameter + 4);
    if (!path.starts_with(head) || !path.ends_with(tail)) return std::nullopt;
    if (path.size() <= head.size() + tail.size()) return std::nullopt;
    const auto id = path.substr(head.size(), path.size() - head.size() - tail.size());
    if (id.find('/') != std::string_view::npos) return std::nullopt;
    return id;
}

} // namespace

std::span<const control_route> description_routes() { return routes; }

std::vector<control_route> all_routes() {
    std::vector<control_route> all;
    for (const auto group : {clock_routes(), description_routes(), fault_routes(), journal_routes(),
                             session_routes(), state_routes(), token_routes()}) {
        all.insert(all.end(), group.begin(), group.end());
    }
    return all;
}

http::reply ok(std::string body) { return {.body = std::move(body)}; }

http::reply refuse(const model::api_error& error) { return http::to_reply(error); }

http::reply refuse(std::string message) {
    return refuse(model::api_error::plain(model::errors::validation, std::move(message)));
}

http::reply not_found(std::string message) {
    return refuse(model::api_error::plain(model::errors::resource_not_found, std::move(message)));
}

runtime::awaitable<http::reply> control_api::handle(const http::request& request,
                                                    std::string_view path) {
    const control_route* found = nullptr;
    std::string_view parameter;
    std::string methods;
    for (const auto& each : routes_) {
        const auto matched = match(each.path, path);
        if (!matched) continue;
        methods.append(methods.empty() ? "" : ", ").append(each.method);
        if (each.method != request.method) continue;
        found = &each;
        parameter = *matched;
    }
    if (found != nullptr) {
        co_return co_await found->run(env_, {.request = request, .path_parameter = parameter});
    }
    if (methods.empty()) {
        co_return refuse(model::api_error::plain(
            model::errors::unknown_operation, "There is nothing at /_ivschat" + std::string{path} +
                                                  "; /_ivschat/openapi.json says what there is."));
    }
    auto refusal = refuse(
        model::api_error::plain(model::errors::method_not_allowed,
                                "/_ivschat" + std::string{path} + " takes " + methods + "."));
    refusal.headers.emplace_back("Allow", methods);
    co_return refusal;
}

} // namespace ivschat::control
