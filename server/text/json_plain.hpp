// Finds characters that need no escape in a JSON string, eight bytes at a time.
#pragma once

#include <cstdint>
#include <cstring>

namespace ivschat::text {

constexpr std::uint64_t in_every_byte(unsigned char value) {
    return 0x0101010101010101U * std::uint64_t{value};
}

// True if all eight bytes are ASCII and need no escape in a JSON string.
inline bool are_plain(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    const auto below = [&](std::uint64_t each, unsigned char bound) {
        return each - in_every_byte(bound);
    };
    const auto suspects = word | below(word, 0x20) | below(word ^ in_every_byte('"'), 1) |
                          below(word ^ in_every_byte('\\'), 1);
    return (suspects & in_every_byte(0x80)) == 0;
}

} // namespace ivschat::text
