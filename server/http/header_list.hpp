// Headers whose value is a list (RFC 9110, 5.6.1).
#pragma once

#include <string_view>
#include <vector>

namespace ivschat::http {

// Without the optional whitespace (RFC 9110, 5.6.3) at both ends.
constexpr std::string_view trim_whitespace(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The trimmed parts between the separators. Parts without content do not count (5.6.1.2).
inline std::vector<std::string_view> split_list(std::string_view list, char separator = ',') {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = list.find(separator);
        const auto part = trim_whitespace(list.substr(0, end));
        if (!part.empty()) parts.push_back(part);
        if (end == std::string_view::npos) return parts;
        list.remove_prefix(end + 1);
    }
}

} // namespace ivschat::http
