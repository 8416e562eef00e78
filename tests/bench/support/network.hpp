// Sockets without a library in between: the benchmark's own cost must not contain Asio's.
#pragma once

#include <netinet/in.h>
#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace ivschat::bench {

// The size of the one buffer that all sockets of a program read into.
inline constexpr std::size_t input_size = 256U << 10U;

// Owns a file descriptor.
class descriptor {
public:
    descriptor() = default;
    explicit descriptor(int number) : number_{number} {}
    descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() { reset(); }

    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    void reset();

private:
    int number_ = -1;
};

// Raises the soft limit on open files to the hard limit. Throws std::runtime_error if that is less
// than `needed`.
void raise_descriptor_limit(std::uint64_t needed);

// "127.0.0.1:8420". Throws std::invalid_argument.
sockaddr_in parse_address(const std::string& text);

// Neither blocks. Both throw std::system_error.
descriptor listen_at(const sockaddr_in& address);
descriptor accept_from(const descriptor& listener); // not open if nobody waits
std::uint16_t port_of(const descriptor& listener);

// Begins to connect. `number` chooses the local loopback address, since one address has too few
// ports for 50,000 connections. Throws std::system_error.
descriptor begin_connect(const sockaddr_in& address, std::uint32_t number);

// Returns how many bytes were sent: all, some, or none if the socket is full. -1 if the connection
// is gone.
std::ptrdiff_t send_some(const descriptor& socket, std::span<const char> bytes);

// Returns how many bytes were read: 0 if there are none now, -1 if the connection is gone.
std::ptrdiff_t receive_some(const descriptor& socket, std::span<char> into);

// Edge-triggered readiness of many sockets. Lives on the only thread of its program.
class readiness {
public:
    readiness();

    // Reports `key` whenever the socket becomes readable or writable, or the peer shuts down. The
    // latter may come with the last bytes, so that reading them does not show it.
    void watch(const descriptor& socket, std::uint32_t key);

    // Waits at most `patience_ns` and returns what is ready.
    std::span<const epoll_event> wait(std::uint64_t patience_ns);

private:
    descriptor epoll_;
    std::array<epoll_event, 512> events_{};
};

} // namespace ivschat::bench
