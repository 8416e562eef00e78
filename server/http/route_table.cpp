#include "http/route_table.hpp"

#include "http/api.hpp"

namespace ivschat::http {

std::optional<std::string_view> match_path(std::string_view pattern, std::string_view path) {
    const auto open = pattern.find('{');
    if (open == std::string_view::npos) {
        return pattern == path ? std::optional<std::string_view>{""} : std::nullopt;
    }
    const auto prefix = pattern.substr(0, open);
    const auto suffix = pattern.substr(pattern.find('}', open) + 1);
    if (path.size() <= prefix.size() + suffix.size()) return std::nullopt;
    if (!path.starts_with(prefix) || !path.ends_with(suffix)) return std::nullopt;
    const auto parameter = path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
    if (parameter.find('/') != std::string_view::npos) return std::nullopt;
    return parameter;
}

reply method_not_allowed(const request& request, const std::string& allowed_methods) {
    auto refusal =
        to_reply(model::api_error::plain(model::errors::method_not_allowed,
                                         std::string{request.path()} + " takes " + allowed_methods +
                                             ", not " + std::string{request.method} + "."));
    refusal.headers.emplace_back("Allow", allowed_methods);
    return refusal;
}

} // namespace ivschat::http
