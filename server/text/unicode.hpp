// Measures UTF-8 as AWS does. Parameters named `utf8` must be valid UTF-8.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace ivschat::text {

// The length of a text. AWS counts "runes" (code points) and not bytes.
constexpr std::size_t code_points(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    }
    return count;
}

// The bytes of all keys and values, for the limits of attribute maps ("1 KB") in AWS's prose.
inline std::size_t total_bytes(const std::map<std::string, std::string>& map) {
    std::size_t bytes = 0;
    for (const auto& [key, value] : map) bytes += key.size() + value.size();
    return bytes;
}

// The longest prefix of at most `limit` bytes that ends at a code point's end.
constexpr std::string_view cut(std::string_view utf8, std::size_t limit) {
    if (utf8.size() <= limit) return utf8;
    while (limit > 0 && (static_cast<unsigned char>(utf8[limit]) & 0xC0U) == 0x80U) --limit;
    return utf8.substr(0, limit);
}

// Removes Unicode white space from both ends, like Go's strings.TrimSpace.
std::string_view trim_space(std::string_view utf8);

// True if the bytes are well-formed UTF-8 (no overlong forms, no surrogates, nothing over
// U+10FFFF).
bool is_utf8(std::string_view bytes);

// Replaces each ill-formed byte by a replacement character (U+FFFD).
std::string to_utf8(std::string_view bytes);

} // namespace ivschat::text
