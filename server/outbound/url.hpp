// Where a request goes.
#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ivschat::outbound {

struct url {
    bool is_tls = false;
    std::string host; // a name, or an address (IPv6 without brackets)
    std::uint16_t port = 80;
    std::string target = "/"; // path and query, percent-encoded as it goes on the request line

    // For the Host header: the port is left out where it is the scheme's own.
    std::string authority() const;
    // "http://host:port"
    std::string origin() const;

    bool operator==(const url&) const = default;
};

// Of http and https only, without user information or fragment. The error is a sentence that says
// what is wrong and what would be right.
boost::system::result<url, std::string> parse_url(std::string_view text);

} // namespace ivschat::outbound
