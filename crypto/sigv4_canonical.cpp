#include "crypto/sigv4_canonical.hpp"

#include "crypto/sigv4_text.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::crypto::sigv4 {

namespace {

constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
constexpr std::string_view payload_header = "x-amz-content-sha256";

void add(std::vector<std::string>& candidates, std::string candidate) {
    if (std::ranges::find(candidates, candidate) == candidates.end())
        candidates.push_back(std::move(candidate));
}

// True if no rule of encoding or normalising changes the path.
bool is_plain(std::string_view path) {
    char before = '\0';
    for (const char c : path) {
        if (!is_unreserved(c) && c != '/') return false;
        if (before == '/' && (c == '/' || c == '.')) return false;
        before = c;
    }
    return path.starts_with('/');
}

std::string without_dot_segments(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const auto segment : split(path, '/')) {
        if (segment.empty() || segment == ".") continue;
        if (segment != "..")
            kept.push_back(segment);
        else if (!kept.empty())
            kept.pop_back();
    }
    std::string normal;
    for (const auto segment : kept) normal.append("/").append(segment);
    if (normal.empty() || path.ends_with('/')) normal += '/';
    return normal;
}

std::string join(const std::vector<parameter>& query) {
    std::string text;
    for (const auto& [name, value] : query) {
        if (!text.empty()) text += '&';
        text.append(name).append("=").append(value);
    }
    return text;
}

std::vector<parameter> encoded(std::vector<parameter> query) {
    for (auto& [name, value] : query) {
        name = uri_encode(name);
        value = uri_encode(value);
    }
    return query;
}

std::vector<parameter> sorted(std::vector<parameter> query) {
    std::ranges::sort(query, [](const parameter& a, const parameter& b) {
        return std::tie(a.name, a.value) < std::tie(b.name, b.value);
    });
    return query;
}

// Appends the value trimmed, with each run of inner white space replaced by one space.
void append_value(std::string& text, std::string_view value) {
    value = trim(value);
    if (value.find("  ") == value.npos && value.find('\t') == value.npos) {
        text += value;
        return;
    }
    bool gap = false;
    for (const char c : value) {
        const bool space = c == ' ' || c == '\t';
        if (!space)
            text += c;
        else if (!gap)
            text += ' ';
        gap = space;
    }
}

std::vector<std::string> payloads(const http_request_view& request,
                                  const sigv4_authorization& authorization) {
    const bool stated = std::ranges::binary_search(authorization.signed_headers, payload_header);
    const auto statement = stated ? header(request, payload_header) : std::string_view();
    if (statement == unsigned_payload) return {std::string(unsigned_payload)};
    auto hash = hex(sha256(request.body));
    if (stated && statement != hash) return {};
    if (authorization.presigned && !stated) return {std::move(hash), std::string(unsigned_payload)};
    return {std::move(hash)};
}

} // namespace

std::string canonical_path(std::string_view path, path_rule rule) {
    const auto chosen = rule.is_normalised ? without_dot_segments(path) : std::string(path);
    return rule.is_encoded_again ? uri_encode(chosen, "/") : chosen;
}

std::string canonical_headers(const http_request_view& request,
                              const std::vector<std::string>& names) {
    std::string text;
    append_headers(text, request, names);
    return text;
}

void append_headers(std::string& text, const http_request_view& request,
                    const std::vector<std::string>& names) {
    for (const auto& name : names) {
        text.append(name).append(":");
        bool first = true;
        for (const auto& [given, value] : request.headers) {
            if (!equal_ignoring_case(given, name)) continue;
            if (!first) text += ',';
            first = false;
            append_value(text, value);
        }
        text += '\n';
    }
    char separator = '\n';
    for (const auto& name : names) {
        text += std::exchange(separator, ';');
        text.append(name);
    }
    text += '\n';
}

std::vector<std::string> canonical_paths(std::string_view path) {
    if (is_plain(path)) return {std::string(path)};
    std::vector<std::string> candidates;
    for (const bool is_normalised : {true, false})
        for (const bool is_encoded_again : {true, false})
            add(candidates, canonical_path(path, {is_normalised, is_encoded_again}));
    return candidates;
}

std::vector<std::string> canonical_queries(std::string_view target, bool presigned) {
    auto query = query_of(target);
    if (query.empty()) return {std::string()};
    if (presigned)
        std::erase_if(query, [](const parameter& p) { return p.name == "X-Amz-Signature"; });
    std::vector<std::string> candidates;
    const auto add_both_orders = [&] {
        add(candidates, join(sorted(encoded(query))));
        add(candidates, join(encoded(sorted(query))));
    };
    add_both_orders();
    // The IAM guide: "For other services, you add this parameter at the end, after you calculate
    // the signature". It does not say for which services.
    if (presigned && std::erase_if(query, [](const parameter& p) {
                         return p.name == "X-Amz-Security-Token";
                     }) != 0)
        add_both_orders();
    return candidates;
}

std::optional<std::string> canonicalise_plain(const http_request_view& request,
                                              const sigv4_authorization& authorization) {
    if (authorization.presigned || !is_plain(request.target)) return std::nullopt;
    std::string text;
    text.reserve(1024);
    text.append(request.method).append("\n").append(request.target).append("\n\n");
    append_headers(text, request, authorization.signed_headers);
    const auto payload = text.size();
    append_hex(text, sha256(request.body));
    if (std::ranges::binary_search(authorization.signed_headers, payload_header) &&
        header(request, payload_header) != std::string_view(text).substr(payload))
        return std::nullopt;
    return text;
}

canonical_request canonicalise(const http_request_view& request,
                               const sigv4_authorization& authorization) {
    return {.method = std::string(request.method),
            .paths = canonical_paths(path_of(request.target)),
            .queries = canonical_queries(request.target, authorization.presigned),
            .headers = canonical_headers(request, authorization.signed_headers),
            .payloads = payloads(request, authorization)};
}

} // namespace ivschat::crypto::sigv4
