// Keeps web pages that the developer happens to visit out of /_ivschat, and admits those that the
// command line names (CORS). WebSocket handshakes need no such guard: they carry tokens.
#pragma once

#include "control/settings.hpp"
#include "http/cors_policy.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace ivschat::control {

class origin_guard {
public:
    // Malformed host names match nothing (see is_host_name). The wildcard of `cors` does not count
    // here.
    origin_guard(const settings& settings, const http::cors_policy& cors);

    // The response to a request that must not reach a route, or to a CORS preflight. Empty if the
    // request may go on. `path` is what follows /_ivschat. Health is always served: it reveals
    // nothing, and container runtimes ask for it.
    //   400 no Host header, several, or a malformed one    403 another host or origin
    //   404 the control API is off                         415 a change that is not JSON
    std::optional<http::reply> check(const http::request& request, std::string_view path) const;

    // Adds the headers that let the page at the request's Origin read the reply.
    void add_cors_headers(const http::request& request, http::reply& reply) const;

private:
    std::optional<http::reply> check_host(const http::request& request) const;
    std::optional<http::reply> check_origin(const http::request& request) const;
    bool is_allowed_host(const http::authority& host) const;

    bool is_on_;
    http::cors_policy cors_;
    std::set<std::string, std::less<>> hosts_;
};

// Whether `text` is a valid value of --allowed-host: a name or an address, without a port.
bool is_host_name(std::string_view text);

} // namespace ivschat::control
