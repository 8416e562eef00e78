// Points in time and the forms in which AWS writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::text {

using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

// How the control plane writes its `Time` members. The API model says ISO 8601; some clients
// (paws for R) read times from JSON numbers only.
enum class timestamp_format { iso8601, epoch };

// "2026-11-22T07:56:05.123Z": UTC, always three digits, truncated.
std::string iso8601_milliseconds(timestamp time);

// "1795334165.123": seconds since 1970, always three digits, truncated. A JSON number.
std::string epoch_seconds(timestamp time);

// "2026-11-22T07:56:05.12345Z": UTC, up to nine digits with trailing zeros trimmed, as Go's
// time.RFC3339Nano writes it and as chat frames were seen to carry it.
std::string rfc3339_nanoseconds(timestamp time);

// Reads RFC 3339 with `Z` or a numeric offset and up to nine fractional digits.
// Nothing for anything else, nor for times beyond 1678 to 2261, which nanoseconds cannot hold.
std::optional<timestamp> parse_rfc3339(std::string_view text);

} // namespace ivschat::text
