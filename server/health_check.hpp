// `ivschat-local health`: a container's HEALTHCHECK that needs no curl.
#pragma once

#include <string_view>

namespace ivschat {

// Asks GET /_ivschat/health/ready of `url` (http://HOST:PORT), for two seconds at most. Prints one
// line and gives the exit status: 0 if the server is ready, 1 if not, 2 for a bad URL.
int check_health(std::string_view url);

} // namespace ivschat
