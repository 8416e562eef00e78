// Cross-origin resource sharing (the Fetch standard, 3.2): which web pages may call the server and
// read its replies.
#pragma once

#include "http/origin.hpp"
#include "http/request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::http {

class cors_policy {
public:
    // "http://localhost:3000", or "*" for every origin. Malformed origins match nothing.
    explicit cors_policy(const std::vector<std::string>& allowed_origins);

    // The same policy, in which "*" allows nobody.
    cors_policy without_wildcard() const;

    // Whether the origin is listed by name.
    bool is_listed(std::string_view origin) const;

    // The response to a preflight for the AWS API. Empty if the request is not a preflight or its
    // origin is not allowed.
    std::optional<reply> answer_preflight(const request& request) const;

    // Adds the headers that let the page at the request's Origin read the reply.
    void add_headers(const request& request, reply& reply) const;

private:
    bool allows_any_origin_ = false;
    std::vector<origin> listed_origins_;
};

bool is_cors_preflight(const request& request);

// A 204 without the headers that name the origin.
reply make_preflight_response(std::string_view methods, std::string headers);

// Chrome's Private Network Access: a page from a public address asks before it reaches a private
// one. Newer versions of Chrome ask the user instead.
void allow_private_network(const request& request, reply& reply);

} // namespace ivschat::http
