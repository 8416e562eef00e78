#include "text/json_writer.hpp"

#include "text/json_plain.hpp"

#include <array>

namespace ivschat::text {
namespace {

// The character after the backslash: 'u' for a numeric escape, 0 for a character without an escape.
constexpr auto escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

} // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex_digits = "0123456789abcdef";
    out += '"';
    std::size_t clean = 0; // start of the run that needs no escape
    for (std::size_t i = 0; i < text.size(); ++i) {
        while (text.size() - i > 8 && are_plain(text.data() + i)) i += 8;
        const auto byte = static_cast<unsigned char>(text[i]);
        const char escape = escapes[byte];
        if (escape == 0) continue;
        out.append(text, clean, i - clean);
        clean = i + 1;
        out += '\\';
        out += escape;
        if (escape == 'u') {
            out += "00";
            out += hex_digits[byte >> 4U];
            out += hex_digits[byte & 0xFU];
        }
    }
    out.append(text, clean);
    out += '"';
}

} // namespace ivschat::text
