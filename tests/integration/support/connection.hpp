// A blocking TCP connection to the server that never waits for ever.
#pragma once

#include "integration/support/descriptor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::integration {

struct connection_options {
    std::optional<int> receive_buffer = {}; // SO_RCVBUF
    std::optional<int> segment_size = {};   // TCP_MAXSEG: what the server may send at once
};

struct connection_reset : std::runtime_error {
    using runtime_error::runtime_error;
};

class connection {
public:
    explicit connection(std::uint16_t port, const connection_options& options = {});

    // All of it, at once. Throws connection_reset if the peer has gone.
    void send(std::string_view bytes);
    // What there is, at least one byte; empty at the end of the stream.
    std::string receive();
    // Up to the end of the stream.
    std::string receive_all();

    void finish_sending();
    // Drops the connection with RST.
    void reset();

private:
    descriptor socket_;
};

// True if nobody accepts connections on the port.
bool is_refused(std::uint16_t port);

} // namespace ivschat::integration
