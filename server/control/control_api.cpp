#include "control/control_api.hpp"

#include "control/openapi.hpp"
#include "control/stuck_json.hpp"
#include "http/api.hpp"
#include "http/route_table.hpp"

#include <optional>
#include <string>
#include <utility>

namespace ivschat::control {
namespace {

answer show_description(environment&, control_call) { co_return ok(std::string{openapi()}); }

constexpr control_route routes[] = {{"GET", "/openapi.json", show_description}};

} // namespace

std::span<const control_route> description_routes() { return routes; }

std::vector<control_route> all_routes() {
    std::vector<control_route> all;
    for (const auto group : {clock_routes(), description_routes(), fault_routes(), health_routes(),
                             journal_routes(), log_routes(), metrics_routes(), reset_routes(),
                             session_routes(), state_routes(), token_routes()}) {
        all.insert(all.end(), group.begin(), group.end());
    }
    return all;
}

http::reply ok(std::string body) { return {.body = std::move(body)}; }

http::reply ok(const std::vector<std::uint64_t>& stuck) {
    std::string body;
    text::json_writer json{body};
    json.begin_object();
    write_stuck(json, stuck);
    json.end_object();
    return ok(std::move(body));
}

http::reply refuse(const model::api_error& error) { return http::to_reply(error); }

http::reply refuse(std::string message) {
    return refuse(model::api_error::plain(model::errors::validation, std::move(message)));
}

http::reply not_found(std::string message) {
    return refuse(model::api_error::plain(model::errors::resource_not_found, std::move(message)));
}

runtime::awaitable<std::optional<http::reply>> control_api::handle(const http::request& request,
                                                                   std::string_view path,
                                                                   http::call_record& record) {
    if (auto refused = guard_.check(request, path)) co_return *std::move(refused);
    auto reply = co_await dispatch(request, path, record);
    guard_.add_cors_headers(request, reply);
    co_return reply;
}

runtime::awaitable<http::reply> control_api::dispatch(const http::request& request,
                                                      std::string_view path,
                                                      http::call_record& record) {
    const auto found = http::match_route(routes_, request.method, path);
    if (found.allowed_methods.empty()) {
        co_return refuse(
            model::api_error::plain(model::errors::unknown_operation,
                                    "There is nothing at " + std::string{request.path()} +
                                        "; /_ivschat/openapi.json describes what there is."));
    }
    if (found.route == nullptr) co_return http::method_not_allowed(request, found.allowed_methods);
    // What changes something must not land in the middle of a reset.
    if (request.method != "GET" && env_.epochs.is_reset_under_way()) {
        co_await env_.epochs.wait_for_reset();
        record.ignore_changes_so_far();
    }
    const control_call call{
        .request = request, .path_parameter = found.path_parameter, .record = record};
    co_return co_await found.route->run(env_, call);
}

} // namespace ivschat::control
