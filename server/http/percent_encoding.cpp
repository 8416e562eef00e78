#include "http/percent_encoding.hpp"

#include <charconv>

namespace ivschat::http {

std::string percent_decode(std::string_view text, plus_sign plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && text.size() - i > 2) {
            unsigned value = 0;
            const char* const digits = text.data() + i + 1;
            const auto [end, failed] = std::from_chars(digits, digits + 2, value, 16);
            if (failed == std::errc{} && end == digits + 2) {
                decoded += static_cast<char>(value);
                i += 2;
                continue;
            }
        }
        decoded += text[i] == '+' && plus == plus_sign::is_space ? ' ' : text[i];
    }
    return decoded;
}

} // namespace ivschat::http
