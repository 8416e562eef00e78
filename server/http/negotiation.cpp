#include "http/negotiation.hpp"

#include "http/header_list.hpp"
#include "text/ascii.hpp"

namespace ivschat::http {
namespace {

// A media type without its parameters.
std::string_view type_of(std::string_view range) {
    return trim_whitespace(range.substr(0, range.find(';')));
}

bool is_json(std::string_view content_type) {
    const auto type = type_of(content_type);
    constexpr std::string_view suffix = "+json";
    const bool has_suffix =
        type.size() > suffix.size() &&
        text::equal_ignoring_case(type.substr(type.size() - suffix.size()), suffix);
    return has_suffix || text::equal_ignoring_case(type, "application/json") ||
           text::equal_ignoring_case(type, "application/x-amz-json-1.0") ||
           text::equal_ignoring_case(type, "application/x-amz-json-1.1");
}

// A weight of zero, such as "q=0.0", means "not acceptable" (RFC 9110, 12.4.2).
bool is_excluded(std::string_view range) {
    for (const auto part : split_list(range, ';')) {
        if (part.size() < 3 || !text::equal_ignoring_case(part.substr(0, 2), "q=")) continue;
        return part.substr(2).find_first_not_of("0.") == std::string_view::npos;
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
    if (trim_whitespace(accept).empty()) return true;
    int highest = 0;
    bool is_accepted = false;
    for (const auto range : split_list(accept)) {
        const auto found = specificity(type_of(range));
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
    if (!request.body.empty() && type && !trim_whitespace(*type).empty() && !is_json(*type)) {
        return api_error::plain(model::errors::unsupported_media_type,
                                "Content-Type must be application/json, but is '" +
                                    std::string{*type} + "'.");
    }
    const auto encoding = request.list_header("content-encoding");
    if (encoding && !text::equal_ignoring_case(trim_whitespace(*encoding), "identity")) {
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
