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

std::optional<std::string> request::list_header(std::string_view name) const {
    std::optional<std::string> list;
    for (const auto& [each, value] : headers) {
        if (!text::equal_ignoring_case(each, name)) continue;
        if (list)
            list->append(", ").append(value);
        else
            list.emplace(value);
    }
    return list;
}

std::string_view origin_form(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text::equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        const auto authority_end = target.find_first_of("/?", scheme.size());
        if (authority_end == std::string_view::npos) return "/";
        return target.substr(authority_end);
    }
    return target;
}

} // namespace ivschat::http
