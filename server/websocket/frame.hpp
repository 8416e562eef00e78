// WebSocket framing for what the server sends (RFC 6455, 5.2): unmasked, whole.
#pragma once

#include "wire/close_code.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ivschat::websocket {

// One or more serialised frames, shared by all recipients: fan_out joins those of a room.
using frame = std::shared_ptr<const std::string>;

// RFC 6455, 5.2
enum class opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

inline std::string make_frame(opcode kind, std::string_view payload) {
    constexpr unsigned is_final = 0x80;
    std::string bytes;
    bytes.reserve(payload.size() + 10);
    bytes += static_cast<char>(is_final | static_cast<unsigned>(kind));
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
    return bytes;
}

inline frame make_text_frame(std::string_view payload) {
    return std::make_shared<const std::string>(make_frame(opcode::text, payload));
}

// `reason` has at most max_close_reason_bytes; with wire::close_code::none there is no payload.
inline std::string make_close_frame(std::uint16_t code, std::string_view reason) {
    std::string payload;
    if (code != wire::close_code::none) {
        payload += static_cast<char>(code >> 8U);
        payload += static_cast<char>(code & 0xFFU);
        payload += reason;
    }
    return make_frame(opcode::close, payload);
}

} // namespace ivschat::websocket
