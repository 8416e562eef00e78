// Ends a TCP connection by a reset: its peer sees an error instead of an orderly end, and bytes
// that the kernel still holds are dropped.
#pragma once

#include "runtime/asio.hpp"

namespace ivschat::runtime {

inline void reset(tcp_socket& socket) {
    error_code ignored;
    socket.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket.close(ignored);
}

} // namespace ivschat::runtime
