// Percent-encoding (RFC 3986, 2.1).
#pragma once

#include <string>
#include <string_view>

namespace ivschat::text {

// Appends %XX.
inline void append_percent_encoded(std::string& to, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    to += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
}

} // namespace ivschat::text
