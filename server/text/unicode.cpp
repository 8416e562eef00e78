#include "text/unicode.hpp"

#include <algorithm>
#include <cstdint>

namespace ivschat::text {
namespace {

struct decoded {
    char32_t code_point = 0;
    std::size_t length = 0; // 0 if it is ill-formed
};

// The code point that starts at `bytes`, which must not be empty.
decoded decode_one(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const std::uint8_t lead = at(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length) return {};
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80U) return {};
        value = (value << 6U) | (at(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return {};
    return {value, length};
}

bool is_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

} // namespace

std::string_view trim_space(std::string_view utf8) {
    while (!utf8.empty()) {
        const auto first = decode_one(utf8);
        if (first.length == 0 || !is_space(first.code_point)) break;
        utf8.remove_prefix(first.length);
    }
    while (!utf8.empty()) {
        std::size_t start = utf8.size() - 1;
        while (start > 0 && (static_cast<unsigned char>(utf8[start]) & 0xC0U) == 0x80U) --start;
        const auto last = decode_one(utf8.substr(start));
        if (last.length == 0 || !is_space(last.code_point)) break;
        utf8.remove_suffix(utf8.size() - start);
    }
    return utf8;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto one = decode_one(bytes);
        if (one.length == 0) return false;
        bytes.remove_prefix(one.length);
    }
    return true;
}

std::string to_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto one = decode_one(bytes);
        if (one.length == 0)
            text += "\xEF\xBF\xBD";
        else
            text += bytes.substr(0, one.length);
        bytes.remove_prefix(std::max<std::size_t>(one.length, 1));
    }
    return text;
}

} // namespace ivschat::text
