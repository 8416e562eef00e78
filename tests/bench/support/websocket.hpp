// RFC 6455 as far as the benchmark needs it: whole messages, no extensions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ivschat::bench {

enum class opcode : std::uint8_t { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct frame_head {
    opcode kind{};
    std::size_t head_size = 0; // with the mask, if any
    std::size_t payload_size = 0;
    bool is_masked = false;
    bool is_plain = false; // final, and no reserved bit is set
};

// Nothing if more bytes are needed.
inline std::optional<frame_head> parse_head(std::span<const char> bytes) {
    if (bytes.size() < 2) return std::nullopt;
    const auto at = [&](std::size_t i) -> std::size_t {
        return static_cast<unsigned char>(bytes[i]);
    };
    frame_head head{.kind = static_cast<opcode>(at(0) & 0x0FU),
                    .head_size = 2,
                    .payload_size = at(1) & 0x7FU,
                    .is_masked = (at(1) & 0x80U) != 0,
                    .is_plain = (at(0) & 0xF0U) == 0x80U};
    const std::size_t more = head.payload_size == 126 ? 2 : head.payload_size == 127 ? 8 : 0;
    head.head_size += more + (head.is_masked ? 4 : 0);
    if (bytes.size() < head.head_size) return std::nullopt;
    if (more > 0) head.payload_size = 0;
    for (std::size_t i = 0; i < more; ++i) head.payload_size = head.payload_size << 8U | at(2 + i);
    return head;
}

// Masks in place. `mask` is four bytes.
inline void apply_mask(std::span<char> payload, const char* mask) {
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] ^= mask[i % 4];
}

// A whole frame before the payload, which is shorter than 64 KB. With a mask, it still has to be
// applied.
inline void append_head(std::string& out, opcode kind, std::size_t payload_size,
                        std::string_view mask = {}) {
    const unsigned mask_bit = mask.empty() ? 0 : 0x80U;
    out += static_cast<char>(0x80U | static_cast<unsigned>(kind));
    if (payload_size < 126) {
        out += static_cast<char>(mask_bit | payload_size);
    } else {
        out += static_cast<char>(mask_bit | 126U);
        out += static_cast<char>(payload_size >> 8U);
        out += static_cast<char>(payload_size);
    }
    out += mask;
}

// The example of RFC 6455, 1.3, serves every client of the benchmark.
inline constexpr std::string_view client_key = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view client_key_accepted = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

} // namespace ivschat::bench
