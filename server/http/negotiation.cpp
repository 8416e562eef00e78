#include "http/negotiation.hpp"

#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::http {
namespace {

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Removes the part before `separator`, and the separator, from `rest`; returns the part.
std::string_view take_until(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return trim(part);
}

bool is_json(std::string_view content_type) {
    const auto type = take_until(content_type, ';');
    constexpr std::string_view suffix = "+json";
    const bool has_suffix =
        type.size() > suffix.size() &&
        text::equal_ignoring_case(type.substr(type.size() - suffix.size()), suffix);
    return has_suffix || text::equal_ignoring_case(type, "application/json") ||
           text::equal_ignoring_case(type, "application/x-amz-json-1.0") ||
           text::equal_ignoring_case(type, "application/x-amz-json-1.1");
}

// A weight of zero, such as "q=0.0", means "not acceptable" (RFC 9110, 12.4.2).
bool is_excluded(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = take_until(parameters, ';');
        if (parameter.size() < 3 || !text::equal_ignoring_case(parameter.substr(0, 2), "q="))
            continue;
        return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

// How specifically a media range of Accept matches JSON; 0: not at all.
int specificity(std::string_view range) {
    if (is_json(range)) return 3;
    if (text::equal_ignoring_case(range, "application/*")) return 2;
    return range == "*/*" ? 1 : 0;
}

// The most specific range decides (RFC 9110, 12.5.1).
bool accepts_json(std::string_view accept) {
    if (trim(accept).empty()) return true;
    int highest = 0;
    bool is_accepted = false;
    while (!accept.empty()) {
        auto range = take_until(accept, ',');
        const auto found = specificity(take_until(range, ';'));
        if (found <= highest) continue;
        highest = found;
        is_accepted = !is_excluded(range);
    }
    return is_accepted;
}

} // namespace

model::result<void> negotiate(const request& request) {
    using model::api_error;
    const auto type = request.header("content-type");
    if (!request.body.empty() && type && !trim(*type).empty() && !is_json(*type)) {
        return api_error::plain(model::errors::unsupported_media_type,
                                "Content-Type must be application/json, but is '" +
                                    std::string{*type} + "'.");
    }
    const auto encoding = request.list_header("content-encoding");
    if (encoding && !text::equal_ignoring_case(trim(*encoding), "identity")) {
        return api_error::plain(model::errors::unsupported_media_type,
                                "Content-Encoding '" + *encoding +
                                    "' is not supported; send the body uncompressed.");
    }
    const auto accept = request.list_header("accept");
    if (accept && !accepts_json(*accept)) {
        return api_error::plain(model::errors::not_acceptable,
                                "Replies are application/json, which 'Accept: " + *accept +
                                    "' excludes.");
    }
    return {};
}

} // namespace ivschat::http
