// The text formats of Signature Version 4: timestamps, percent-encoding, queries.
// Internal to crypto/.
#pragma once

#include "crypto/sigv4.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::crypto::sigv4 {

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view terminator = "aws4_request";

// `20150830T123600Z`
std::string format_timestamp(std::chrono::sys_seconds when);
std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

// `Sun, 30 Aug 2015 12:36:00 GMT`; the name of the day is not checked.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string to_lower(std::string_view text);

// `lower` must be in lower case.
bool equal_ignoring_case(std::string_view text, std::string_view lower);

// The trimmed value of the first header of that (lower-case) name. Empty if there is none.
std::string_view header(const http_request_view& request, std::string_view name);

std::string_view trim(std::string_view text);

// The pieces between the separators, including empty ones.
std::vector<std::string_view> split(std::string_view text, char separator);

constexpr bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// Percent-encodes all characters except unreserved ones and those in `keep`.
std::string uri_encode(std::string_view text, std::string_view keep = {});

// Decodes a part of a query. `+` is a space, and a `%` without two hexadecimal digits is kept.
std::string uri_decode(std::string_view text);

struct parameter {
    std::string name;
    std::string value;
};

std::string_view path_of(std::string_view target);
// The decoded parameters in the order of the request. A name without `=` has an empty value.
std::vector<parameter> query_of(std::string_view target);

} // namespace ivschat::crypto::sigv4
