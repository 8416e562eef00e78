#include "http/request.hpp"

#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::http {
std::optional<std::string_view> request::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
        return text::equal_ignoring_case(header.first, name);
    });
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

} // namespace ivschat::http
