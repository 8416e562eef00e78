// The addresses of review handlers. A room names a Lambda function by its ARN; what answers here is
// whatever the developer runs in its place.
#pragma once

#include "outbound/aws_request.hpp"
#include "outbound/url.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::review {

struct handler_settings {
    // Serves Lambda's Invoke API for every function without an entry in `handlers`.
    std::optional<outbound::url> lambda_endpoint = {};
    // By the function's name or ARN, with or without a qualifier. A URL with a path gets the review
    // as a plain POST; one without a path serves the Invoke API.
    std::map<std::string, outbound::url, std::less<>> handlers = {};
};

struct handler_address {
    outbound::url where;
    // Set for the Invoke API, whose requests are signed; not set for a plain POST.
    std::optional<outbound::signing_scope> invoke = {};
};

// Nothing if no address is configured. `handler_uri` is the ARN of a function, from a room.
std::optional<handler_address> find_handler(const handler_settings& settings,
                                            std::string_view handler_uri);

} // namespace ivschat::review
