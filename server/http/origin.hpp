// The Host and Origin headers: where a request was sent, and which page sent it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::http {

// The host is in canonical form, so that equal hosts compare equal: lower case, no trailing dot,
// addresses as inet_ntop writes them and without brackets.
struct authority {
    std::string host;
    bool is_address = false; // IPv4 in four parts, or IPv6
    std::optional<std::uint16_t> port = {};
};

// "localhost:8420", "[::1]:8420", "127.0.0.1". Empty for what no browser sends: user information,
// several hosts, an invalid port, characters that host names cannot have.
std::optional<authority> parse_authority(std::string_view text);

struct origin {
    std::string scheme; // "http" or "https"
    std::string host;
    std::uint16_t port; // the scheme's default if the text has none

    bool operator==(const origin&) const = default;
};

// "http://localhost:3000". Empty for "null" and for other schemes.
std::optional<origin> parse_origin(std::string_view text);

} // namespace ivschat::http
