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

// Browsers keep an answer to a preflight as long as this.
constexpr std::string_view preflight_seconds = "600";

reply refuse(model::error_kind kind, std::string message) {
    return http::to_reply(model::api_error::plain(kind, std::move(message)));
}

std::string quote(std::string_view text) { return std::string{"'"}.append(text).append("'"); }

std::size_t count(const request& request, std::string_view name) {
    const auto is_it = [&](const auto& header) {
        return text::equal_ignoring_case(header.first, name);
    };
    return static_cast<std::size_t>(
        std::count_if(request.headers.begin(), request.headers.end(), is_it));
}

bool is_change(const request& request) {
    return request.method != "GET" && request.method != "HEAD";
}

bool is_preflight(const request& request) {
    return request.method == "OPTIONS" && request.header("access-control-request-method");
}

// A link or the address bar: the page that led here cannot read the reply.
bool is_plain_navigation(const request& request) {
    return !is_change(request) && request.header("sec-fetch-mode") == "navigate" &&
           request.header("sec-fetch-dest") == "document";
}

// Two of them, or parameters before the type, are tricks.
bool is_json(const request& request) {
    const auto header = request.header("content-type");
    if (!header || count(request, "content-type") != 1) return false;
    auto type = header->substr(0, header->find(';'));
    type = type.substr(0, type.find_last_not_of(" \t") + 1);
    return text::equal_ignoring_case(type, "application/json");
}

// What SDKs in browsers send beside what every page may. The * of Access-Control-Allow-Headers does
// not stand for Authorization.
bool is_sdk_header(std::string_view name) {
    const auto begins = [&](std::string_view prefix) {
        return text::equal_ignoring_case(name.substr(0, prefix.size()), prefix);
    };
    return begins("x-amz-") || begins("x-amzn-") || begins("amz-sdk-") ||
           text::equal_ignoring_case(name, "authorization") ||
           text::equal_ignoring_case(name, "content-type") ||
           text::equal_ignoring_case(name, "accept") ||
           text::equal_ignoring_case(name, "user-agent");
}

// Of the headers that a page wants to send, those that it may.
std::string granted_headers(std::string_view wanted) {
    std::string granted;
    while (!wanted.empty()) {
        const auto comma = wanted.find(',');
        auto name = wanted.substr(0, comma);
        wanted = comma == std::string_view::npos ? std::string_view{} : wanted.substr(comma + 1);
        name = name.substr(std::min(name.find_first_not_of(" \t"), name.size()));
        name = name.substr(0, name.find_last_not_of(" \t") + 1);
        if (name.empty() || !is_sdk_header(name)) continue;
        if (!granted.empty()) granted += ", ";
        granted += name;
    }
    return granted;
}

reply preflight_reply(std::string_view methods, std::string headers) {
    reply granted{.status = 204};
    granted.headers.emplace_back("Access-Control-Allow-Methods", methods);
    granted.headers.emplace_back("Access-Control-Allow-Headers", std::move(headers));
    granted.headers.emplace_back("Access-Control-Max-Age", preflight_seconds);
    return granted;
}

// `origin`: what the page called itself, or "*".
void let_read(reply& reply, std::string_view origin) {
    reply.headers.emplace_back("Access-Control-Allow-Origin", origin);
    // Date: SDKs correct their clocks by it.
    reply.headers.emplace_back("Access-Control-Expose-Headers",
                               "x-amzn-ErrorType, x-amzn-RequestId, Date");
}

// Chrome asked so before a public page reached into a private network; today it asks the user.
void let_into_private_network(const request& request, reply& reply) {
    if (request.header("access-control-request-private-network") == "true") {
        reply.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
    }
}

} // namespace

bool is_host_name(std::string_view text) {
    const auto parsed = parse_authority(text);
    return parsed && !parsed->port;
}

origin_guard::origin_guard(const origin_guard_settings& settings)
    : control_is_on_{settings.control_is_on} {
    for (const auto& each : settings.allowed_hosts) {
        if (auto host = parse_authority(each)) hosts_.insert(std::move(host->host));
    }
    for (const auto& each : settings.cors_origins) {
        any_origin_ = any_origin_ || each == "*";
        if (auto origin = parse_origin(each)) origins_.push_back(*std::move(origin));
    }
}

// DNS rebinding: a page comes from a name whose owner then points it at this machine, so that the
// browser takes us for the page's own server. It needs a name in the public DNS. Literal addresses
// are none; localhost and what is below never gets there (RFC 6761); .internal is kept free for
// private use, of which Docker's and Podman's names for the host are asked for often. Names of one
// parameter (Compose services, container ids) cannot be registered, and the few top-level domains
// that have addresses are not for sale; who can forge them in the local network is in the test's
// own.
bool origin_guard::is_good_host(const authority& host) const {
    return host.is_address || host.host.find('.') == std::string::npos ||
           host.host.ends_with(".localhost") || host.host == "host.docker.internal" ||
           host.host == "host.containers.internal" || hosts_.contains(host.host);
}

bool origin_guard::is_listed(std::string_view text) const {
    const auto origin = parse_origin(text);
    return origin && std::find(origins_.begin(), origins_.end(), *origin) != origins_.end();
}

std::optional<reply> origin_guard::check_host(const request& request) const {
    if (count(request, "host") != 1) {
        return refuse(errors::malformed_http_request,
                      "A request for /_ivschat must have one Host header.");
    }
    const auto text = *request.header("host");
    const auto host = parse_authority(text);
    if (!host) {
        return refuse(errors::malformed_http_request,
                      "The Host header must be a host and a port, but is " + quote(text) + ".");
    }
    if (is_good_host(*host)) return std::nullopt;
    return refuse(errors::access_denied,
                  "/_ivschat is not served under the name " + quote(host->host) +
                      ", which a web page may have made up. If it is the server's, start it with "
                      "--allowed-host " +
                      host->host + ".");
}

// A page of ours, a page that was named, or no page at all. Sec-Fetch-Site tells what Origin does
// not: images, scripts and frames of other pages, which are asked for with GET and no Origin.
std::optional<reply> origin_guard::check_page(const request& request) const {
    const auto page = request.header("origin");
    const auto site = request.header("sec-fetch-site");
    if (page) {
        if (count(request, "origin") == 1 && is_listed(*page)) return std::nullopt;
        const auto own = parse_origin(*page);
        const auto host = parse_authority(*request.header("host"));
        const bool is_own = own && host && own->host == host->host &&
                            own->port == host->port.value_or(own->scheme == "https" ? 443 : 80);
        if (!is_own || count(request, "origin") != 1) {
            return refuse(errors::access_denied,
                          "The page at " + quote(*page) +
                              " may not use /_ivschat. If it is yours, start the server with "
                              "--cors-origin and the page's origin; * does not count here.");
        }
    }
    const bool is_own_or_none = !site || site == "same-origin" || site == "none";
    if (is_own_or_none || is_plain_navigation(request)) return std::nullopt;
    return refuse(errors::access_denied, "A page of another origin may not use /_ivschat. If it is "
                                         "yours, start the server with --cors-origin and the "
                                         "page's origin.");
}

std::optional<reply> origin_guard::stop_control(const request& request,
                                                std::string_view path) const {
    if (path.starts_with("/health/")) return std::nullopt;
    if (!control_is_on_) {
        return refuse(errors::unknown_operation,
                      "The server runs with --control off: of /_ivschat there is only /health.");
    }
    if (auto refused = check_host(request)) return refused;
    if (auto refused = check_page(request)) return refused;
    if (is_preflight(request)) {
        auto granted = preflight_reply("GET, POST, PUT, PATCH, DELETE", "content-type");
        let_into_private_network(request, granted);
        let_read_control(request, granted);
        return granted;
    }
    // Forms and pages that ask nobody can send three other types, or none.
    if (is_change(request) && !is_json(request)) {
        return refuse(errors::unsupported_media_type,
                      "What changes something under /_ivschat must come with Content-Type: "
                      "application/json (curl: -H 'Content-Type: application/json').");
    }
    return std::nullopt;
}

std::optional<reply> origin_guard::answer_aws_preflight(const request& request) const {
    if (origins_.empty() && !any_origin_) return std::nullopt;
    if (!is_preflight(request)) return std::nullopt;
    const auto page = request.header("origin").value_or("");
    const bool is_named = is_listed(page);
    if (!is_named && !any_origin_) return std::nullopt; // the browser goes no further
    const auto wanted = request.header("access-control-request-headers");
    auto granted = preflight_reply("GET, POST, DELETE", granted_headers(wanted.value_or("")));
    if (is_named) let_into_private_network(request, granted);
    let_read_aws(request, granted);
    return granted;
}

void origin_guard::let_read_control(const request& request, reply& reply) const {
    if (origins_.empty()) return;
    reply.headers.emplace_back("Vary", "Origin");
    const auto page = request.header("origin");
    if (page && is_listed(*page)) let_read(reply, *page);
}

void origin_guard::let_read_aws(const request& request, reply& reply) const {
    if (any_origin_) return let_read(reply, "*");
    let_read_control(request, reply);
}

} // namespace ivschat::control
