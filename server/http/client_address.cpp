#include "http/client_address.hpp"

#include "http/header_list.hpp"

#include <algorithm>

namespace ivschat::http {

namespace ip = boost::asio::ip;

namespace {

ip::address unmapped(const ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

// The entries of all values, in reverse order.
std::vector<std::string_view> from_the_right(const std::vector<std::string_view>& values) {
    std::vector<std::string_view> entries;
    for (const auto value : values) {
        const auto of_value = split_list(value);
        entries.insert(entries.end(), of_value.begin(), of_value.end());
    }
    std::reverse(entries.begin(), entries.end());
    return entries;
}

} // namespace

boost::system::result<network, std::string> network::parse(std::string_view text) {
    runtime::error_code failed;
    const bool is_range = text.find('/') != std::string_view::npos;
    if (is_range) {
        const std::string range{text};
        if (const auto v4 = ip::make_network_v4(range, failed); !failed) return network{v4};
        if (const auto v6 = ip::make_network_v6(range, failed); !failed) return network{v6};
    } else if (const auto address = ip::make_address(text, failed); !failed) {
        if (address.is_v4()) return network{ip::network_v4{address.to_v4(), 32}};
        return network{ip::network_v6{address.to_v6(), 128}};
    }
    return std::string{"'"}.append(text).append(
        "' is not an address or a network such as 10.0.0.1, 10.0.0.0/8 or fd00::/8");
}

bool network::contains(const ip::address& given) const {
    const auto address = unmapped(given);
    if (const auto* v4 = std::get_if<ip::network_v4>(&covered_)) {
        return address.is_v4() &&
               ip::network_v4{address.to_v4(), v4->prefix_length()}.canonical() == v4->canonical();
    }
    const auto& v6 = std::get<ip::network_v6>(covered_);
    return address.is_v6() &&
           ip::network_v6{address.to_v6(), v6.prefix_length()}.canonical() == v6.canonical();
}

std::string client_ip(const ip::address& peer, const std::vector<std::string_view>& forwarded_for,
                      const std::vector<network>& trusted_proxies) {
    const auto is_trusted = [&](const ip::address& address) {
        return std::any_of(trusted_proxies.begin(), trusted_proxies.end(),
                           [&](const network& each) { return each.contains(address); });
    };
    auto client = unmapped(peer);
    if (!is_trusted(client)) return client.to_string();
    for (const auto entry : from_the_right(forwarded_for)) {
        runtime::error_code failed;
        const auto address = ip::make_address(entry, failed);
        if (failed) break; // its author is not trusted for the entries further left
        client = unmapped(address);
        if (!is_trusted(client)) break;
    }
    return client.to_string();
}

} // namespace ivschat::http
