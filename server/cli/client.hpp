// `ivschat-local health` and `ivschat-local export`: what is asked of a running server.
#pragma once

#include <string_view>

namespace ivschat::cli {

// Both take http://HOST:PORT, print what the server answers, or one line about why it does not, and
// give the exit status: 0; 1 if the server is not well; 2 for a bad URL.

// A container's HEALTHCHECK that needs no curl: GET /_ivschat/health/ready, two seconds at most.
int check_health(std::string_view url);
// GET /_ivschat/state: a seed file, on standard output.
int export_state(std::string_view url);

} // namespace ivschat::cli
