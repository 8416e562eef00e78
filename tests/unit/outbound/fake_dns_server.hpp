// A DNS server on a UDP socket in the test's event loop.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/ip/udp.hpp>

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::outbound::test {

class fake_dns_server {
public:
    explicit fake_dns_server(const runtime::executor& executor);

    // For resolver_settings::servers.
    std::string address() const;

    // Names that it does not know get NXDOMAIN.
    void add(const std::string& name, std::vector<std::string> addresses);
    void never_answer(const std::string& name) { silent_.insert(name); }
    // Answers what has been asked meanwhile, too.
    void answer_again(const std::string& name);

    void stop() { socket_.close(); }

    // The number of queries for the name's IPv4 addresses.
    std::size_t queries_for(const std::string& name) const;

private:
    using udp = runtime::asio::ip::udp;
    struct question {
        std::string packet; // header and question, as received
        std::string name;
        unsigned type = 0;
        udp::endpoint from;
    };

    void receive();
    void answer(const question& asked);

    runtime::asio::basic_datagram_socket<udp, runtime::executor> socket_;
    std::array<char, 512> buffer_{};
    udp::endpoint from_;
    std::map<std::string, std::vector<std::string>> known_;
    std::set<std::string> silent_;
    std::vector<question> unanswered_;
    std::map<std::string, std::size_t> queries_;
};

} // namespace ivschat::outbound::test
