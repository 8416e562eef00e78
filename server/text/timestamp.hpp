// Points in time and their forms in AWS's APIs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::text {

using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

// The form of the control plane's `Time` members. The API model says ISO 8601, but some clients
// (paws for R) read times only from JSON numbers.
enum class timestamp_format { iso8601, epoch };

// "2026-11-22T07:56:05.123Z": UTC, truncated to milliseconds, always with three digits.
std::string iso8601_milliseconds(timestamp time);

// "1795334165.123": seconds since 1970 as a JSON number, truncated to milliseconds, always with
// three digits.
std::string epoch_seconds(timestamp time);

// "2026-11-22T07:56:05.12345Z": UTC, with up to nine digits and no trailing zeros, like Go's
// time.RFC3339Nano. AWS's chat frames were seen to have this form.
std::string rfc3339_nanoseconds(timestamp time);

// Parses RFC 3339 with `Z` or a numeric offset and up to nine fractional digits. Nothing for other
// forms, and for years before 1678 or after 2261, which nanoseconds cannot hold.
std::optional<timestamp> parse_rfc3339(std::string_view text);

} // namespace ivschat::text
