// A review handler that hangs.
#pragma once

#include "integration/support/descriptor.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

namespace ivschat::integration {

// A listening socket that never reads: the kernel accepts the connections.
class hung_handler {
public:
    hung_handler() : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(socket_.number(), generic, size) == 0);
        REQUIRE(::listen(socket_.number(), 100) == 0);
        REQUIRE(::getsockname(socket_.number(), generic, &size) == 0);
        port_ = ntohs(address.sin_port);
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
    descriptor socket_;
    std::uint16_t port_ = 0;
};

} // namespace ivschat::integration
