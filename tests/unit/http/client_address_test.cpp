#include "http/client_address.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using boost::asio::ip::make_address;

namespace {

std::vector<http::network> networks(std::initializer_list<std::string_view> texts) {
    std::vector<http::network> all;
    for (const auto text : texts) {
        auto parsed = http::network::parse(text);
        REQUIRE_MESSAGE(parsed.has_value(), std::string{text});
        all.push_back(*parsed);
    }
    return all;
}

} // namespace

TEST_CASE("X-Forwarded-For is believed from trusted proxies only") {
    struct row {
        std::string_view name;
        const char* peer;
        std::vector<std::string_view> forwarded;
        std::string client;
    };
    const auto trusted = networks({"10.0.0.0/8", "fd00::/8", "192.0.2.1"});
    const std::vector<row> rows = {
        {"a stranger's header", "203.0.113.9", {"1.2.3.4"}, "203.0.113.9"},
        {"no header", "10.1.2.3", {}, "10.1.2.3"},
        {"one proxy", "10.1.2.3", {"198.51.100.7"}, "198.51.100.7"},
        {"what the client made up", "10.1.2.3", {"1.2.3.4, 198.51.100.7"}, "198.51.100.7"},
        {"a chain of proxies", "10.1.2.3", {"198.51.100.7, 192.0.2.1, 10.9.9.9"}, "198.51.100.7"},
        {"two headers", "10.1.2.3", {"1.2.3.4", " 198.51.100.7 "}, "198.51.100.7"},
        {"proxies only", "10.1.2.3", {"10.0.0.9"}, "10.0.0.9"},
        {"no address", "10.1.2.3", {"1.2.3.4, unknown"}, "10.1.2.3"},
        {"empty", "10.1.2.3", {""}, "10.1.2.3"},
        {"IPv6", "fd00::1", {"2001:db8::5"}, "2001:db8::5"},
        {"mapped peer", "::ffff:10.1.2.3", {"::ffff:198.51.100.7"}, "198.51.100.7"},
        {"mapped stranger", "::ffff:203.0.113.9", {"1.2.3.4"}, "203.0.113.9"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(http::client_ip(make_address(row.peer), row.forwarded, trusted) == row.client);
    }
}

TEST_CASE("a network is an address or a range of them") {
    for (const char* good : {"127.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "fd00::/8", "::/0"}) {
        CAPTURE(good);
        CHECK(http::network::parse(good).has_value());
    }
    for (const char* bad :
         {"", "localhost", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "10.0.0.1/"}) {
        CAPTURE(bad);
        const auto parsed = http::network::parse(bad);
        REQUIRE(!parsed.has_value());
        CHECK(parsed.error().find("is not an address or a network") != std::string::npos);
    }
}
