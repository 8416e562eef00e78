// A connected socket on its way from one event loop to another. Asio cannot move it: it is released
// there and assigned here, and both may fail.
#pragma once

#include "runtime/asio.hpp"

#include <utility>

namespace ivschat::websocket {

class detached_socket {
public:
    // On the thread of the socket's event loop.
    explicit detached_socket(runtime::tcp_socket socket) {
        runtime::error_code failed;
        const auto address = socket.local_endpoint(failed);
        if (failed) return;
        protocol_ = address.protocol();
        const auto descriptor = socket.release(failed);
        if (!failed) descriptor_ = descriptor;
    }
    ~detached_socket() { close(); }
    detached_socket(detached_socket&& other) noexcept
        : protocol_{other.protocol_}, descriptor_{std::exchange(other.descriptor_, none)} {}
    detached_socket& operator=(detached_socket&&) = delete;

    // On the thread of its new event loop. A closed socket if it could not be moved.
    runtime::tcp_socket attach(runtime::executor executor) && {
        runtime::tcp_socket socket{executor};
        if (descriptor_ == none) return socket;
        runtime::error_code failed;
        socket.assign(protocol_, descriptor_, failed);
        if (failed) {
            close();
        } else {
            descriptor_ = none;
        }
        return socket;
    }

private:
    static constexpr int none = -1;

    void close();

    runtime::tcp protocol_ = runtime::tcp::v4();
    int descriptor_ = none;
};

} // namespace ivschat::websocket
