// Parses a request's authorization from the Authorization header or from the query.
#include "crypto/base64url.hpp"
#include "crypto/sigv4.hpp"
#include "crypto/sigv4_text.hpp"

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace ivschat::crypto {

namespace {

using boost::system::result;
using namespace sigv4;

using parsed = result<std::optional<sigv4_authorization>, sigv4_error>;

sigv4_error incomplete(std::string message) {
    return {sigv4_error::kind::incomplete, std::move(message), {}};
}

// The parts of either form, still as texts.
struct raw_authorization {
    std::string_view algorithm;
    std::string_view credential;
    std::string_view signed_headers;
    std::string_view signature;
    std::string_view timestamp;
};

std::vector<std::string> header_names(std::string_view list) {
    std::vector<std::string> names;
    names.reserve(8);
    for (const auto name : split(list, ';'))
        if (!name.empty()) names.push_back(to_lower(name));
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

result<sigv4_authorization, sigv4_error> interpret(const raw_authorization& raw) {
    const auto when = parse_timestamp(raw.timestamp);
    if (!when)
        return incomplete("Date must be in ISO-8601 'basic format'. Got '" +
                          std::string(raw.timestamp) +
                          "'. See http://en.wikipedia.org/wiki/ISO_8601");
    if (raw.algorithm != algorithm)
        return incomplete("Unsupported AWS 'algorithm': '" + std::string(raw.algorithm) + "'.");
    const auto parts = split(raw.credential, '/');
    if (parts.size() != 5)
        return incomplete("Credential must have exactly 5 slash-delimited elements, e.g. "
                          "keyid/date/region/service/term, got '" +
                          std::string(raw.credential) + "'");
    sigv4_authorization authorization;
    authorization.scope = {.access_key = std::string(parts[0]),
                           .date = std::string(parts[1]),
                           .region = std::string(parts[2]),
                           .service = std::string(parts[3]),
                           .terminator = std::string(parts[4])};
    authorization.signed_headers = header_names(raw.signed_headers);
    authorization.signature = raw.signature;
    authorization.timestamp = raw.timestamp;
    authorization.signed_at = *when;
    return authorization;
}

// The pieces of an Authorization header: the algorithm, then name=value. AWS accepts commas, spaces
// or both as separators (github NetSPI/AWSSigner#40).
std::vector<std::string_view> pieces_of(std::string_view text) {
    const auto separates = [](char c) { return c == ',' || c == ' ' || c == '\t'; };
    std::vector<std::string_view> pieces;
    pieces.reserve(8);
    for (auto at = text.begin(); at != text.end();) {
        const auto end = std::find_if(at, text.end(), separates);
        if (at != end) pieces.emplace_back(at, end);
        at = end == text.end() ? end : end + 1;
    }
    return pieces;
}

std::string base64(std::span<const std::byte> bytes) {
    auto text = base64url_encode(bytes);
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    return text.append((4 - text.size() % 4) % 4, '=');
}

// The header for an error message, without anything that may be secret.
std::string redacted(const std::vector<std::string_view>& pieces) {
    std::string text;
    for (const auto piece : pieces) {
        if (!text.empty()) text += text.find(' ') == text.npos ? " " : ", ";
        if (piece == algorithm || piece.starts_with("Credential=") ||
            piece.starts_with("SignedHeaders="))
            text += piece;
        else
            text += piece.starts_with("Signature=") ? "Signature=***" : "***";
    }
    return text;
}

// Empty if there is no such pair. Of several pairs the last one counts.
std::string_view pair_value(const std::vector<std::string_view>& pieces, std::string_view name) {
    std::string_view value;
    for (const auto piece : pieces)
        if (piece.starts_with(name) && piece.substr(name.size()).starts_with('='))
            value = piece.substr(name.size() + 1);
    return value;
}

// The timestamp in the form of the string to sign. Clients that cannot set X-Amz-Date sign Date,
// which may have HTTP's form.
std::string header_timestamp(const http_request_view& request) {
    const auto stated = header(request, "x-amz-date");
    if (!stated.empty()) return std::string(stated);
    const auto date = header(request, "date");
    const auto when = parse_http_date(date);
    return when ? format_timestamp(*when) : std::string(date);
}

std::optional<sigv4_error> check_pairs(const std::vector<std::string_view>& pieces,
                                       std::string_view value) {
    // A single word does not count as the algorithm.
    const auto pairs = std::span(pieces).subspan(pieces.size() > 1 ? 1 : 0);
    const auto is_pair = [](std::string_view piece) { return piece.find('=') != piece.npos; };
    if (std::ranges::all_of(pairs, is_pair)) return std::nullopt;
    const auto digest = sha256(value);
    return incomplete("Invalid key=value pair (missing equal-sign) in Authorization header (hashed "
                      "with SHA-256 and encoded with Base64): '" +
                      base64(std::as_bytes(std::span(digest))) + "'.");
}

parsed parse_header(const http_request_view& request, std::string_view value) {
    const auto pieces = pieces_of(value);
    // A header that consists of separators has no authorization.
    if (pieces.empty()) return std::nullopt;
    if (auto broken = check_pairs(pieces, value)) return std::move(*broken);
    const auto timestamp = header_timestamp(request);
    const raw_authorization raw{.algorithm = pieces.front(),
                                .credential = pair_value(pieces, "Credential"),
                                .signed_headers = pair_value(pieces, "SignedHeaders"),
                                .signature = pair_value(pieces, "Signature"),
                                .timestamp = timestamp};
    std::string missing;
    const auto require = [&](std::string_view name, std::string_view given) {
        if (given.empty())
            missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
    };
    require("Credential", raw.credential);
    require("Signature", raw.signature);
    require("SignedHeaders", raw.signed_headers);
    if (timestamp.empty())
        missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                   "header. ";
    if (!missing.empty()) return incomplete(missing + "Authorization=" + redacted(pieces));
    auto authorization = interpret(raw);
    if (!authorization) return authorization.error();
    return std::optional(std::move(*authorization));
}

std::string_view value_of(const std::vector<parameter>& query, std::string_view name) {
    const auto found = std::ranges::find(query, name, &parameter::name);
    return found == query.end() ? std::string_view() : std::string_view(found->value);
}

std::optional<std::chrono::seconds> parse_expires(std::string_view text) {
    int seconds = 0;
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc() || stop != end || seconds < 1 || seconds > 604800) return std::nullopt;
    return std::chrono::seconds(seconds);
}

parsed parse_query(const std::vector<parameter>& query) {
    raw_authorization raw;
    std::string_view expires;
    std::string missing;
    const auto take = [&](std::string_view name, std::string_view& into) {
        into = value_of(query, name);
        if (into.empty())
            missing += "AWS query-string parameters must include '" + std::string(name) + "'. ";
    };
    take("X-Amz-Algorithm", raw.algorithm);
    take("X-Amz-Credential", raw.credential);
    take("X-Amz-Signature", raw.signature);
    take("X-Amz-SignedHeaders", raw.signed_headers);
    take("X-Amz-Date", raw.timestamp);
    take("X-Amz-Expires", expires);
    if (!missing.empty()) return incomplete(missing + "Re-examine the query-string parameters.");
    const auto lifetime = parse_expires(expires);
    if (!lifetime) return incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800.");
    auto authorization = interpret(raw);
    if (!authorization) return authorization.error();
    authorization->presigned = true;
    authorization->expires = *lifetime;
    return std::optional(std::move(*authorization));
}

} // namespace

void throw_exception_from_error(const sigv4_error& error, const boost::source_location& where) {
    boost::throw_with_location(std::runtime_error(error.message), where);
}

parsed parse_authorization(const http_request_view& request) {
    const auto value = header(request, "authorization");
    if (!value.empty()) return parse_header(request, value);
    // A search in the undecoded target is cheap, and few requests are presigned.
    if (request.target.find("X-Amz-") == request.target.npos) return std::nullopt;
    const auto query = query_of(request.target);
    const auto has = [&](std::string_view name) {
        return std::ranges::find(query, name, &parameter::name) != query.end();
    };
    if (!has("X-Amz-Signature") && !has("X-Amz-Algorithm")) return std::nullopt;
    return parse_query(query);
}

} // namespace ivschat::crypto
