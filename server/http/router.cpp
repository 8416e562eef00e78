#include "http/router.hpp"

#include "http/api.hpp"
#include "http/percent_encoding.hpp"

#include <algorithm>

namespace ivschat::http {
namespace {

using model::api_error;

// What `path` has in the place of the pattern's parameter: empty if the pattern has none, nullopt
// if the path does not match. As with AWS, a parameter is one segment: a slash in it must be
// encoded.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto parameter = pattern.find('{');
    const auto fixed = pattern.substr(0, parameter);
    if (!path.starts_with(fixed)) return std::nullopt;
    const auto rest = path.substr(fixed.size());
    const bool is_segment = !rest.empty() && rest.find('/') == std::string_view::npos;
    const bool has_parameter = parameter != std::string_view::npos;
    if (has_parameter ? !is_segment : !rest.empty()) return std::nullopt;
    return rest;
}

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

reply method_not_allowed(const request& request, const std::string& allowed) {
    auto reply = to_reply(api_error::plain(model::errors::method_not_allowed,
                                           std::string{request.path()} + " takes " + allowed +
                                               ", not " + std::string{request.method} + "."));
    reply.headers.emplace_back("Allow", allowed);
    return reply;
}

} // namespace

std::variant<route, reply> find_route(const request& request) {
    std::string allowed;
    for (const auto& operation : operations::all()) {
        const auto parameter = match(operation.path, request.path());
        if (!parameter) continue;
        if (operation.method == request.method) {
            return route{
                .operation = &operation,
                .call = {.body = request.body,
                         .path_parameter = percent_decode(*parameter, plus_sign::is_plus),
                         .query = query_values(request.query(), operation.query_parameter)}};
        }
        if (!allowed.empty()) allowed += ", ";
        allowed += operation.method;
    }
    if (allowed.empty()) return unknown_path(request.path());
    return method_not_allowed(request, allowed);
}

} // namespace ivschat::http
