#include "http/cors_policy.hpp"

#include "http/header_list.hpp"
#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::http {
namespace {

// How long browsers cache the response to a preflight.
constexpr std::string_view preflight_max_age_seconds = "600";

// The headers of AWS's SDKs. The * of Access-Control-Allow-Headers does not cover Authorization,
// so they are named one by one.
bool is_sdk_header(std::string_view name) {
    const auto has_prefix = [&](std::string_view prefix) {
        return text::equal_ignoring_case(name.substr(0, prefix.size()), prefix);
    };
    return has_prefix("x-amz-") || has_prefix("x-amzn-") || has_prefix("amz-sdk-") ||
           text::equal_ignoring_case(name, "authorization") ||
           text::equal_ignoring_case(name, "content-type") ||
           text::equal_ignoring_case(name, "accept") ||
           text::equal_ignoring_case(name, "user-agent");
}

// The allowed ones among `requested`, the value of Access-Control-Request-Headers.
std::string allowed_headers(std::string_view requested) {
    std::string allowed;
    for (const auto name : split_list(requested)) {
        if (!is_sdk_header(name)) continue;
        if (!allowed.empty()) allowed += ", ";
        allowed += name;
    }
    return allowed;
}

// `origin`: as the page wrote it, or "*".
void allow_origin(reply& reply, std::string_view origin) {
    reply.headers.emplace_back("Access-Control-Allow-Origin", origin);
    // SDKs correct their clocks by Date.
    reply.headers.emplace_back("Access-Control-Expose-Headers",
                               "x-amzn-ErrorType, x-amzn-RequestId, Date");
}

} // namespace

bool is_cors_preflight(const request& request) {
    return request.method == "OPTIONS" && request.header("access-control-request-method");
}

reply make_preflight_response(std::string_view methods, std::string headers) {
    reply response{.status = 204};
    response.headers.emplace_back("Access-Control-Allow-Methods", methods);
    response.headers.emplace_back("Access-Control-Allow-Headers", std::move(headers));
    response.headers.emplace_back("Access-Control-Max-Age", preflight_max_age_seconds);
    return response;
}

void allow_private_network(const request& request, reply& reply) {
    if (request.header("access-control-request-private-network") == "true") {
        reply.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
    }
}

cors_policy::cors_policy(const std::vector<std::string>& allowed_origins) {
    for (const auto& each : allowed_origins) {
        allows_any_origin_ = allows_any_origin_ || each == "*";
        if (auto origin = parse_origin(each)) listed_origins_.push_back(*std::move(origin));
    }
}

cors_policy cors_policy::without_wildcard() const {
    auto strict = *this;
    strict.allows_any_origin_ = false;
    return strict;
}

bool cors_policy::is_listed(std::string_view text) const {
    const auto origin = parse_origin(text);
    return origin && std::find(listed_origins_.begin(), listed_origins_.end(), *origin) !=
                         listed_origins_.end();
}

std::optional<reply> cors_policy::answer_preflight(const request& request) const {
    if (!is_cors_preflight(request)) return std::nullopt;
    const bool origin_is_listed = is_listed(request.header("origin").value_or(""));
    if (!origin_is_listed && !allows_any_origin_) return std::nullopt;
    const auto requested = request.header("access-control-request-headers");
    auto response =
        make_preflight_response("GET, POST, DELETE", allowed_headers(requested.value_or("")));
    if (origin_is_listed) allow_private_network(request, response);
    add_headers(request, response);
    return response;
}

void cors_policy::add_headers(const request& request, reply& reply) const {
    if (allows_any_origin_) return allow_origin(reply, "*");
    if (listed_origins_.empty()) return;
    reply.headers.emplace_back("Vary", "Origin");
    const auto origin = request.header("origin");
    if (origin && is_listed(*origin)) allow_origin(reply, *origin);
}

} // namespace ivschat::http
