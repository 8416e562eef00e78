// Finds the route of a request, for the AWS API and for the control API alike.
#pragma once

#include "http/request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::http {

// The text in the place of the pattern's one path parameter ("/tags/{resourceArn}"), or an empty
// text if the pattern has none. Nothing if the path does not match. A path parameter is one
// segment: a slash in it must be sent as %2F.
std::optional<std::string_view> match_path(std::string_view pattern, std::string_view path);

template <class Route>
struct route_match {
    const Route* route = nullptr;         // null: no route has this path and method
    std::string_view path_parameter = {}; // percent-encoded, as it was sent
    std::string allowed_methods = {};     // "GET, POST": of the path; empty: it is unknown
};

// `Routes` is a range whose elements have a `method` and a `path`. It must outlive the result.
template <class Routes>
auto match_route(const Routes& routes, std::string_view method, std::string_view path) {
    using element = std::remove_cvref_t<decltype(*routes.begin())>;
    route_match<element> found;
    for (const element& each : routes) {
        const auto parameter = match_path(each.path, path);
        if (!parameter) continue;
        found.allowed_methods.append(found.allowed_methods.empty() ? "" : ", ").append(each.method);
        if (each.method != method) continue;
        found.route = &each;
        found.path_parameter = *parameter;
    }
    return found;
}

// 405, with the Allow header (RFC 9110, 15.5.6).
reply method_not_allowed(const request& request, const std::string& allowed_methods);

} // namespace ivschat::http
