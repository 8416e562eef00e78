// The authority of a server's URL: what follows "http://".
#pragma once

#include <cstdint>
#include <string>

namespace ivschat::runtime {

// "127.0.0.1:8420", "[::1]:8420"
inline std::string authority(const std::string& host, std::uint16_t port) {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// The authority by which this machine reaches the server: a server on 0.0.0.0 or :: also listens on
// the loopback address.
inline std::string local_authority(const std::string& host, std::uint16_t port) {
    if (host == "0.0.0.0") return authority("127.0.0.1", port);
    return authority(host == "::" ? "::1" : host, port);
}

} // namespace ivschat::runtime
