#include "http/router.hpp"

#include "http/api.hpp"
#include "http/percent_encoding.hpp"

#include <algorithm>

namespace ivschat::http {
namespace {

using model::api_error;

// What of `path` stands for the variable part of `pattern`: empty if there is no such part, nothing
// if the path is another. One label, as AWS has it: a slash inside must come as %2F.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto variable = pattern.find('{');
    const auto fixed = pattern.substr(0, variable);
    if (!path.starts_with(fixed)) return std::nullopt;
    const auto label = path.substr(fixed.size());
    const bool is_label = !label.empty() && label.find('/') == std::string_view::npos;
    if (variable == std::string_view::npos ? !label.empty() : !is_label) return std::nullopt;
    return label;
}

// The values of the parameter of that name, in their order.
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

reply refuse_path(std::string_view path) {
    std::string message = "No operation of IVS Chat is at " + std::string{path} + ".";
    if (path.starts_with("/tags/")) {
        message += " The ARN in the path must be percent-encoded: %3A for ':', %2F for '/'.";
    }
    return to_reply(api_error::plain(model::errors::unknown_operation, std::move(message)));
}

reply refuse_method(const request& request, const std::string& allowed) {
    auto refusal = to_reply(api_error::plain(model::errors::method_not_allowed,
                                             std::string{request.path()} + " takes " + allowed +
                                                 ", not " + std::string{request.method} + "."));
    refusal.headers.emplace_back("Allow", allowed);
    return refusal;
}

} // namespace

std::variant<route, reply> find_route(const request& request) {
    std::string allowed;
    for (const auto& operation : operations::all()) {
        const auto label = match(operation.path, request.path());
        if (!label) continue;
        if (operation.method == request.method) {
            return route{
                .operation = &operation,
                .call = {.body = request.body,
                         .path_parameter = percent_decode(*label, plus_sign::is_plus),
                         .query = query_values(request.query(), operation.query_parameter)}};
        }
        if (!allowed.empty()) allowed += ", ";
        allowed += operation.method;
    }
    if (allowed.empty()) return refuse_path(request.path());
    return refuse_method(request, allowed);
}

} // namespace ivschat::http
