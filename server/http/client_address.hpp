// The address of a client that may be behind proxies.
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

// A range of addresses, such as 10.0.0.0/8 or fd00::/8, or a single address.
class network {
public:
    // The error says what is wrong with the text.
    static boost::system::result<network, std::string> parse(std::string_view text);
    // An IPv4 address that is mapped into IPv6 counts as IPv4.
    bool contains(const runtime::asio::ip::address& address) const;

private:
    using range = std::variant<runtime::asio::ip::network_v4, runtime::asio::ip::network_v6>;

    explicit network(range covered) : covered_{covered} {}

    range covered_;
};

// The peer's address or, if the peer is a trusted proxy, the last address in X-Forwarded-For that
// is not one: clients can forge everything further left. `forwarded_for` holds the values of all
// such headers in the order of their arrival.
std::string client_ip(const runtime::asio::ip::address& peer,
                      const std::vector<std::string_view>& forwarded_for,
                      const std::vector<network>& trusted_proxies);

} // namespace ivschat::http
