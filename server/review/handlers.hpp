// Where review handlers are to be found: their names are Lambda functions' ARNs, what answers here
// is whatever the developer runs instead.
#pragma once

#include "outbound/aws_request.hpp"
#include "outbound/url.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::review {

struct handler_settings {
    // Speaks Lambda's Invoke API for every function.
    std::optional<outbound::url> lambda_endpoint = {};
    // By the function's name or ARN, with or without a qualifier. A URL with a path is posted to as
    // it is; one without speaks the Invoke API.
    std::map<std::string, outbound::url, std::less<>> handlers = {};
};

struct handler_address {
    outbound::url where;
    // Set: the Invoke API, which is signed. Not set: plain HTTP.
    std::optional<outbound::signing_scope> invoke = {};
};

// Nothing if no address is configured. `handler_uri` is a room's, so the ARN of a function.
std::optional<handler_address> find_handler(const handler_settings& settings,
                                            std::string_view handler_uri);

} // namespace ivschat::review
