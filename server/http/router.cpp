#include "http/router.hpp"

#include "http/api.hpp"
#include "http/percent_encoding.hpp"
#include "http/route_table.hpp"

#include <algorithm>

namespace ivschat::http {
namespace {

using model::api_error;

// The values of all parameters of that name, in their order.
std::vector<std::string> query_values(std::string_view query, std::string_view name) {
    std::vector<std::string> values;
    while (!query.empty() && !name.empty()) {
        const auto parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), parameter.size() + 1));
        const auto equals = std::min(parameter.find('='), parameter.size());
        if (percent_decode(parameter.substr(0, equals), plus_sign::is_space) != name) continue;
        const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
        values.push_back(percent_decode(value, plus_sign::is_space));
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
