// Where a request was sent to and which page sent it, as Host and Origin tell it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::control {

// Of one form, so that equal hosts are equal texts: lower case, no dot at the end, addresses as
// inet_ntop writes them and without brackets.
struct authority {
    std::string host;
    bool is_address = false; // IPv4 with four parts, or IPv6
    std::optional<std::uint16_t> port = {};
};

// "localhost:8420", "[::1]:8420", "127.0.0.1". Nothing for what no browser sends: user information,
// two hosts, a port that is none, characters that no name has.
std::optional<authority> parse_authority(std::string_view text);

struct origin {
    std::string scheme; // "http" or "https"
    std::string host;
    std::uint16_t port; // the scheme's own if none is told

    bool operator==(const origin&) const = default;
};

// "http://localhost:3000". Nothing for "null" and for other schemes.
std::optional<origin> parse_origin(std::string_view text);

} // namespace ivschat::control
