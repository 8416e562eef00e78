// Who may use /_ivschat.
#pragma once

#include <string>
#include <vector>

namespace ivschat::control {

struct settings {
    bool is_on = true; // --control off: only health is served
    // --allowed-host, and the machine's own name. Addresses, localhost and names without a dot are
    // always allowed.
    std::vector<std::string> allowed_hosts = {};
};

} // namespace ivschat::control
