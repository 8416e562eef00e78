// The content of a message: a stamp that tells where it belongs, and letters that follow from it,
// so that whoever receives it can check every byte. Needs no escape in JSON.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace ivschat::bench {

struct stamp {
    std::uint64_t due = 0; // when it was sent or, on a fixed schedule, should have been
    std::uint32_t room = 0;
    std::uint32_t number = 0; // within the room, from 0
    std::uint32_t sender = 0; // within the room, from 0
};

namespace detail {

inline constexpr char stamp_mark = '~';
inline constexpr std::array<std::size_t, 4> stamp_digits{16, 8, 8, 4};

inline constexpr auto letters = [] {
    std::array<char, 1024> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>('a' + i % 26);
    return all;
}();

inline const char* letters_of(std::uint32_t number) { return letters.data() + number % 26; }

inline char* write_hex(char* out, std::uint64_t value, std::size_t digits) {
    for (auto i = digits; i-- > 0; value >>= 4U) out[i] = "0123456789abcdef"[value & 0xFU];
    return out + digits;
}

inline std::optional<std::uint64_t> read_hex(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char c : digits) {
        const bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && (c < 'a' || c > 'f')) return std::nullopt;
        value = value << 4U | static_cast<unsigned>(is_digit ? c - '0' : c - 'a' + 10);
    }
    return value;
}

} // namespace detail

inline constexpr std::size_t stamp_size = 1 + 16 + 8 + 8 + 4 + 1;
inline constexpr std::size_t largest_content = 900;

// `out` has stamp_size to largest_content characters.
inline void write_content(std::span<char> out, const stamp& stamp) {
    using namespace detail;
    char* at = out.data();
    *at++ = stamp_mark;
    at = write_hex(at, stamp.due, stamp_digits[0]);
    at = write_hex(at, stamp.room, stamp_digits[1]);
    at = write_hex(at, stamp.number, stamp_digits[2]);
    at = write_hex(at, stamp.sender, stamp_digits[3]);
    *at++ = stamp_mark;
    std::memcpy(at, letters_of(stamp.number), out.size() - stamp_size);
}

// Nothing if `text` does not hold a whole and undamaged content of `size` characters.
inline std::optional<stamp> find_content(std::string_view text, std::size_t size) {
    using namespace detail;
    const auto begin = text.find(stamp_mark);
    if (begin == std::string_view::npos || text.size() - begin < size) return std::nullopt;
    const auto content = text.substr(begin, size);
    if (content[stamp_size - 1] != stamp_mark) return std::nullopt;
    std::array<std::uint64_t, stamp_digits.size()> values{};
    std::size_t at = 1;
    for (std::size_t i = 0; i < values.size(); at += stamp_digits[i++]) {
        const auto value = read_hex(content.substr(at, stamp_digits[i]));
        if (!value) return std::nullopt;
        values[i] = *value;
    }
    const stamp found{.due = values[0],
                      .room = static_cast<std::uint32_t>(values[1]),
                      .number = static_cast<std::uint32_t>(values[2]),
                      .sender = static_cast<std::uint32_t>(values[3])};
    const bool is_whole =
        std::memcmp(content.data() + stamp_size, letters_of(found.number), size - stamp_size) == 0;
    return is_whole ? std::optional{found} : std::nullopt;
}

} // namespace ivschat::bench
