#include "integration/support/connection.hpp"

#include <array>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace ivschat::integration {
namespace {

void set(const descriptor& socket, int level, int name, int value) {
    if (::setsockopt(socket.number(), level, name, &value, sizeof value) != 0) {
        throw std::system_error{errno, std::generic_category(), "setsockopt"};
    }
}

int connect_to(const descriptor& socket, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    return ::connect(socket.number(), generic, sizeof address) == 0 ? 0 : errno;
}

descriptor make_socket() { return descriptor{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}; }

} // namespace

connection::connection(std::uint16_t port, const connection_options& options)
    : socket_{make_socket()} {
    if (options.receive_buffer) set(socket_, SOL_SOCKET, SO_RCVBUF, *options.receive_buffer);
    if (options.segment_size) set(socket_, IPPROTO_TCP, TCP_MAXSEG, *options.segment_size);
    if (const int error = connect_to(socket_, port); error != 0) {
        throw std::system_error{error, std::generic_category(), "connect"};
    }
    set(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
}

void connection::send(std::string_view bytes) {
    const deadline until;
    while (!bytes.empty()) {
        socket_.wait_for(POLLOUT, until, "the server to read");
        const auto size =
            ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (size < 0) throw connection_reset{"the server has closed the connection"};
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

std::string connection::receive() {
    std::array<char, 16384> chunk{};
    socket_.wait_for(POLLIN, deadline{}, "bytes from the server");
    const auto size = ::recv(socket_.number(), chunk.data(), chunk.size(), 0);
    if (size < 0) throw connection_reset{"the server has reset the connection"};
    return {chunk.data(), static_cast<std::size_t>(size)};
}

std::string connection::receive_all() {
    std::string all;
    for (;;) {
        const auto more = receive();
        if (more.empty()) return all;
        all += more;
    }
}

void connection::finish_sending() { ::shutdown(socket_.number(), SHUT_WR); }

void connection::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.close();
}

bool is_refused(std::uint16_t port) { return connect_to(make_socket(), port) == ECONNREFUSED; }

} // namespace ivschat::integration
