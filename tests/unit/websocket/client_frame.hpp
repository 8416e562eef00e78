// What clients send.
#pragma once

#include "websocket/frame.hpp"

#include <array>
#include <string>

namespace ivschat::test {

using websocket::opcode;

struct client_frame {
    opcode what = opcode::text;
    std::string payload = {};
    bool is_final = true;
    bool is_masked = true;
};

// RFC 6455, 5.2 and 5.3
inline std::string write(const client_frame& frame) {
    constexpr std::array<char, 4> mask{'\x12', '\x00', '\xFF', '\x34'};
    auto bytes = websocket::make_frame(frame.what, frame.payload);
    if (!frame.is_final) bytes[0] = static_cast<char>(bytes[0] & 0x7F);
    if (!frame.is_masked) return bytes;
    const auto head = bytes.size() - frame.payload.size();
    bytes[1] = static_cast<char>(bytes[1] | 0x80);
    for (std::size_t i = 0; i < frame.payload.size(); ++i) {
        bytes[head + i] = static_cast<char>(bytes[head + i] ^ mask[i % mask.size()]);
    }
    bytes.insert(head, mask.data(), mask.size());
    return bytes;
}

} // namespace ivschat::test
