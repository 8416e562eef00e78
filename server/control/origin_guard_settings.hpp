// Who may use /_ivschat, and which web pages may read replies.
#pragma once

#include <string>
#include <vector>

namespace ivschat::control {

struct origin_guard_settings {
    bool control_is_on = true; // --control off
    // Names beside those that are always good: --allowed-host, and the machine's own.
    std::vector<std::string> allowed_hosts = {};
    // --cors-origin: "http://localhost:3000", or "*", which is good for the AWS API only.
    std::vector<std::string> cors_origins = {};
};

} // namespace ivschat::control
