#include "control/origin_guard.hpp"

#include "http/api.hpp"
#include "model/api_error.hpp"
#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::control {
namespace {

namespace errors = model::errors;
using http::reply;
using http::request;

reply refuse(model::error_kind kind, std::string message) {
    return http::to_reply(model::api_error::plain(kind, std::move(message)));
}

std::string quote(std::string_view text) { return std::string{"'"}.append(text).append("'"); }

std::size_t count_headers(const request& request, std::string_view name) {
    const auto has_name = [&](const auto& header) {
        return text::equal_ignoring_case(header.first, name);
    };
    return static_cast<std::size_t>(
        std::count_if(request.headers.begin(), request.headers.end(), has_name));
}

// RFC 9110, 9.2.1
bool is_safe_method(const request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

// A navigation request (the Fetch standard), from a link or the address bar. The page that led
// here cannot read the reply.
bool is_top_level_navigation(const request& request) {
    return is_safe_method(request) && request.header("sec-fetch-mode") == "navigate" &&
           request.header("sec-fetch-dest") == "document";
}

// Several Content-Type headers, or parameters before the type, are attempts to get around the
// browser's own check.
bool is_json(const request& request) {
    const auto header = request.header("content-type");
    if (!header || count_headers(request, "content-type") != 1) return false;
    auto type = header->substr(0, header->find(';'));
    type = type.substr(0, type.find_last_not_of(" \t") + 1);
    return text::equal_ignoring_case(type, "application/json");
}

bool is_same_origin(const request& request, std::string_view page) {
    const auto origin = http::parse_origin(page);
    const auto host = http::parse_authority(*request.header("host"));
    return origin && host && origin->host == host->host &&
           origin->port == host->port.value_or(origin->scheme == "https" ? 443 : 80);
}

} // namespace

bool is_host_name(std::string_view text) {
    const auto parsed = http::parse_authority(text);
    return parsed && !parsed->port;
}

origin_guard::origin_guard(const settings& settings, const http::cors_policy& cors)
    : is_on_{settings.is_on}, cors_{cors.without_wildcard()} {
    for (const auto& each : settings.allowed_hosts) {
        if (auto host = http::parse_authority(each)) hosts_.insert(std::move(host->host));
    }
}

// Against DNS rebinding: a page's owner points its host name at this machine, and the browser then
// takes this server for the page's own. The attack needs a name in the public DNS. Addresses are
// not names. localhost and its subdomains never get into the DNS (RFC 6761). The top-level domain
// .internal is reserved for private use; Docker and Podman have names for the host there. Names
// without a dot (Compose services, container ids) cannot be registered, and the few top-level
// domains with addresses of their own are not for sale. Somebody who can forge names on the local
// network is inside the tests' network already.
bool origin_guard::is_allowed_host(const http::authority& host) const {
    return host.is_address || host.host.find('.') == std::string::npos ||
           host.host.ends_with(".localhost") || host.host == "host.docker.internal" ||
           host.host == "host.containers.internal" || hosts_.contains(host.host);
}

std::optional<reply> origin_guard::check_host(const request& request) const {
    if (count_headers(request, "host") != 1) {
        return refuse(errors::malformed_http_request,
                      "A request for /_ivschat must have one Host header.");
    }
    const auto text = *request.header("host");
    const auto host = http::parse_authority(text);
    if (!host) {
        return refuse(errors::malformed_http_request,
                      "The Host header must be a host and a port, but is " + quote(text) + ".");
    }
    if (is_allowed_host(*host)) return std::nullopt;
    return refuse(errors::access_denied,
                  "/_ivschat is not served under the name " + quote(host->host) +
                      ", which a web page may have made up. If it is the server's, start it with "
                      "--allowed-host " +
                      host->host + ".");
}

// Lets through this server's own pages, listed origins, and clients that are not web pages. Images,
// scripts and frames of other pages are fetched with GET and no Origin: Sec-Fetch-Site gives them
// away.
std::optional<reply> origin_guard::check_origin(const request& request) const {
    const auto page = request.header("origin");
    const auto site = request.header("sec-fetch-site");
    if (page) {
        const bool is_one = count_headers(request, "origin") == 1;
        if (is_one && cors_.is_listed(*page)) return std::nullopt;
        if (!is_one || !is_same_origin(request, *page)) {
            return refuse(errors::access_denied,
                          "The page at " + quote(*page) +
                              " may not use /_ivschat. If it is yours, start the server with "
                              "--cors-origin and the page's origin; * does not count here.");
        }
    }
    const bool is_cross_site = site && site != "same-origin" && site != "none";
    if (!is_cross_site || is_top_level_navigation(request)) return std::nullopt;
    return refuse(errors::access_denied, "A page of another origin may not use /_ivschat. If it is "
                                         "yours, start the server with --cors-origin and the "
                                         "page's origin.");
}

std::optional<reply> origin_guard::check(const request& request, std::string_view path) const {
    if (path.starts_with("/health/")) return std::nullopt;
    if (!is_on_) {
        return refuse(errors::unknown_operation,
                      "The server runs with --control off, so that only /_ivschat/health/live and "
                      "/_ivschat/health/ready are served.");
    }
    if (auto refused = check_host(request)) return refused;
    if (auto refused = check_origin(request)) return refused;
    if (http::is_cors_preflight(request)) {
        auto response =
            http::make_preflight_response("GET, POST, PUT, PATCH, DELETE", "content-type");
        http::allow_private_network(request, response);
        add_cors_headers(request, response);
        return response;
    }
    // Pages can send three other types, or none, without a preflight.
    if (!is_safe_method(request) && !is_json(request)) {
        return refuse(errors::unsupported_media_type,
                      "A request that changes something under /_ivschat must have the header "
                      "Content-Type: application/json (curl: -H 'Content-Type: "
                      "application/json').");
    }
    return std::nullopt;
}

void origin_guard::add_cors_headers(const request& request, reply& reply) const {
    cors_.add_headers(request, reply);
}

} // namespace ivschat::control
