// URLs of http and https.
#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ivschat::outbound {

struct url {
    bool is_tls = false;
    std::string host; // a name or an address; IPv6 without brackets
    std::uint16_t port = 80;
    std::string target = "/"; // path and query, percent-encoded as on the request line

    // For the Host header. Omits the default port of the scheme.
    std::string authority() const;
    // "http://host:port"
    std::string origin() const;

    bool operator==(const url&) const = default;
};

// Takes http and https without user information or fragment. The error says what a URL must be and
// follows a subject: "must begin with http:// or https://".
boost::system::result<url, std::string> parse_url(std::string_view text);

} // namespace ivschat::outbound
