#include "network.hpp"

#include "clock.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace ivschat::bench {
namespace {

constexpr std::uint32_t connections_per_address = 16'000; // of some 28,000 ports
constexpr int backlog = 4096;

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error{errno, std::generic_category(), what};
    return result;
}

void switch_on(const descriptor& socket, int level, int option) {
    const int one = 1;
    checked(setsockopt(socket.number(), level, option, &one, sizeof one), "setsockopt");
}

// The socket interface takes every kind of address as a sockaddr.
const sockaddr* disguised(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

} // namespace

void descriptor::reset() {
    if (is_open()) close(std::exchange(number_, -1));
}

void raise_descriptor_limit(std::uint64_t needed) {
    rlimit limit{};
    checked(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    checked(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
    if (limit.rlim_max < needed) {
        throw std::runtime_error{"needs " + std::to_string(needed) + " open files, the limit is " +
                                 std::to_string(limit.rlim_max)};
    }
}

sockaddr_in parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (colon == std::string::npos ||
        inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1) {
        throw std::invalid_argument{"not an IPv4 address with a port: " + text};
    }
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1))));
    return address;
}

descriptor listen_at(const sockaddr_in& address) {
    descriptor listener{
        checked(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
    switch_on(listener, SOL_SOCKET, SO_REUSEADDR);
    checked(bind(listener.number(), disguised(address), sizeof address), "bind");
    checked(listen(listener.number(), backlog), "listen");
    return listener;
}

descriptor accept_from(const descriptor& listener) {
    descriptor socket{accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.is_open()) switch_on(socket, IPPROTO_TCP, TCP_NODELAY);
    return socket;
}

std::uint16_t port_of(const descriptor& listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &size),
            "getsockname");
    return ntohs(address.sin_port);
}

descriptor begin_connect(const sockaddr_in& address, std::uint32_t number) {
    descriptor made{
        checked(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")};
    switch_on(made, IPPROTO_TCP, TCP_NODELAY);
    switch_on(made, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number / connections_per_address);
    checked(bind(made.number(), disguised(source), sizeof source), "bind");
    const int begun = connect(made.number(), disguised(address), sizeof address);
    if (begun != 0 && errno != EINPROGRESS) checked(begun, "connect");
    return made;
}

std::ptrdiff_t send_some(const descriptor& socket, std::span<const char> bytes) {
    const auto sent = send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

std::ptrdiff_t receive_some(const descriptor& socket, std::span<char> into) {
    const auto received = recv(socket.number(), into.data(), into.size(), 0);
    if (received > 0) return received;
    return received < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

readiness::readiness() : epoll_{checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")} {}

void readiness::watch(const descriptor& socket, std::uint32_t key) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u32 = key;
    checked(epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, socket.number(), &event), "epoll_ctl");
}

std::span<const epoll_event> readiness::wait(std::uint64_t patience_ns) {
    const timespec patience{
        .tv_sec = static_cast<time_t>(patience_ns / nanoseconds_per_second),
        .tv_nsec = static_cast<long>(patience_ns % nanoseconds_per_second),
    };
    const int count = epoll_pwait2(epoll_.number(), events_.data(),
                                   static_cast<int>(events_.size()), &patience, nullptr);
    if (count < 0 && errno == EINTR) return {};
    return {events_.data(), static_cast<std::size_t>(checked(count, "epoll_pwait2"))};
}

} // namespace ivschat::bench
