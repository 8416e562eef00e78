// WebSocket framing for the server's data frames (RFC 6455, 5.2): unmasked, whole, text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ivschat::websocket {

// One serialised frame, shared by everybody who gets it.
using frame = std::shared_ptr<const std::string>;

inline frame make_text_frame(std::string_view payload) {
    constexpr char final_text_frame = '\x81';
    std::string bytes;
    bytes.reserve(payload.size() + 10);
    bytes += final_text_frame;
    const auto append_length = [&](int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes += static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift);
        }
    };
    if (payload.size() < 126) {
        append_length(1);
    } else if (payload.size() <= 0xFFFF) {
        bytes += '\x7E';
        append_length(2);
    } else {
        bytes += '\x7F';
        append_length(8);
    }
    bytes += payload;
    return std::make_shared<const std::string>(std::move(bytes));
}

} // namespace ivschat::websocket
