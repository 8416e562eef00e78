// `ivschat-local health` and `ivschat-local export`: clients of a running server.
#pragma once

#include <string_view>

namespace ivschat::cli {

// Both take http://HOST:PORT, print the server's reply or one line about the failure, and return
// the exit status: 0; 1 if the server is not ready or cannot be reached; 2 for a bad URL.

// GET /_ivschat/health/ready, for a container's HEALTHCHECK without curl. Gives up after two
// seconds.
int check_health(std::string_view url);
// GET /_ivschat/state: prints a seed file. Gives up after thirty seconds.
int export_state(std::string_view url);

} // namespace ivschat::cli
