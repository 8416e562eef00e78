// Keeps web pages that the developer happens to visit out of /_ivschat/, and lets those that were
// named on the command line read replies (CORS). WebSocket handshakes are guarded by their tokens.
#pragma once

#include "control/origin.hpp"
#include "control/origin_guard_settings.hpp"
#include "http/request.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::control {

class origin_guard {
public:
    // Names and origins must be well formed (is_host_name, parse_origin); others never match.
    explicit origin_guard(const origin_guard_settings& settings);

    // The reply to a request that must not reach the control API, or to a preflight for it (the
    // Fetch standard, CORS); nothing if it may go on. `path` is what follows /_ivschat. Health is
    // always answered: it tells nothing, and container runtimes ask for it.
    //   400 Host is missing, twice there or none     403 another host or origin
    //   404 the control API is off                   415 a change that is not application/json
    std::optional<http::reply> stop_control(const http::request& request,
                                            std::string_view path) const;
    // The reply to a preflight for the AWS API; nothing for everything else, and without origins.
    std::optional<http::reply> answer_aws_preflight(const http::request& request) const;

    // Adds what lets the page at the request's Origin read the reply, if it is one of ours.
    void let_read_control(const http::request& request, http::reply& reply) const;
    void let_read_aws(const http::request& request, http::reply& reply) const;

private:
    std::optional<http::reply> check_host(const http::request& request) const;
    std::optional<http::reply> check_page(const http::request& request) const;
    bool is_good_host(const authority& host) const;
    bool is_listed(std::string_view origin) const;

    bool control_is_on_;
    bool any_origin_ = false; // for the AWS API
    std::set<std::string, std::less<>> hosts_;
    std::vector<origin> origins_;
};

// Whether --allowed-host can mean it: a name or an address, without port.
bool is_host_name(std::string_view text);

} // namespace ivschat::control
