// Whose request it is, where proxies stand between.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ivschat::http {

// "10.0.0.0/8", "fd00::/8", or one address.
class network {
public:
    // The error is a sentence.
    static boost::system::result<network, std::string> parse(std::string_view text);
    // An IPv4 address that came mapped into IPv6 counts as IPv4.
    bool contains(const runtime::asio::ip::address& address) const;

private:
    using range = std::variant<runtime::asio::ip::network_v4, runtime::asio::ip::network_v6>;

    explicit network(range covered) : covered_{covered} {}

    range covered_;
};

// The peer, or, if that is a trusted proxy, the last of X-Forwarded-For that is none: whatever
// stands further left anybody may have made up. `forwarded_for` holds the headers' values in the
// order in which they came.
std::string client_ip(const runtime::asio::ip::address& peer,
                      const std::vector<std::string_view>& forwarded_for,
                      const std::vector<network>& trusted_proxies);

} // namespace ivschat::http
