// A blocking TCP connection to the server. Every wait has a deadline.
#pragma once

#include "integration/support/descriptor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::integration {

struct connection_options {
    std::optional<int> receive_buffer = {}; // SO_RCVBUF
    std::optional<int> segment_size = {};   // TCP_MAXSEG: largest segment from the server
};

struct connection_reset : std::runtime_error {
    using runtime_error::runtime_error;
};

class connection {
public:
    explicit connection(std::uint16_t port, const connection_options& options = {});

    // Sends all bytes. Throws connection_reset if the peer has gone.
    void send(std::string_view bytes);
    // Waits for at least one byte and returns what has arrived; empty at the end of the stream.
    std::string receive();
    // Reads to the end of the stream.
    std::string receive_all();

    void finish_sending();
    // Resets the connection (RST).
    void reset();

private:
    descriptor socket_;
};

// True if nobody accepts connections on the port.
bool is_refused(std::uint16_t port);

} // namespace ivschat::integration
