// What can be set of chat connections.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ivschat::websocket {

struct settings {
    std::size_t send_queue_bytes = 4U << 20U;
    // AWS's codes today are inferred, so they can be changed.
    std::uint16_t close_code_disconnected = 1000;
    std::uint16_t close_code_expired = 1000;
};

} // namespace ivschat::websocket
