#include "http/router.hpp"

#include "http/api.hpp"
#include "http/percent_encoding.hpp"
#include "http/query_string.hpp"
#include "http/route_table.hpp"

namespace ivschat::http {
namespace {

using model::api_error;

// The values of all parameters of that name, in their order.
std::vector<std::string> query_values(std::string_view query, std::string_view name) {
    std::vector<std::string> values;
    if (name.empty()) return values;
    for (auto& [each, value] : parse_query(query)) {
        if (each == name) values.push_back(std::move(value));
    }
    return values;
}

reply unknown_path(std::string_view path) {
    std::string message = "IVS Chat has no operation at " + std::string{path} + ".";
    if (path.starts_with("/tags/")) {
        message += " The ARN in the path must be percent-encoded: %3A for ':', %2F for '/'.";
    }
    return to_reply(api_error::plain(model::errors::unknown_operation, std::move(message)));
}

} // namespace

std::variant<route, reply> find_route(const request& request) {
    const auto found = match_route(operations::all(), request.method, request.path());
    if (found.allowed_methods.empty()) return unknown_path(request.path());
    if (found.route == nullptr) return method_not_allowed(request, found.allowed_methods);
    return route{
        .operation = found.route,
        .call = {.body = request.body,
                 .path_parameter = percent_decode(found.path_parameter, plus_sign::is_plus),
                 .query = query_values(request.query(), found.route->query_parameter)}};
}

} // namespace ivschat::http
