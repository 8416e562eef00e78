// Durations in the form of ISO 8601.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace ivschat::text {

// The message says what is wrong and what would be right. It follows a name and a colon.
struct duration_error {
    std::string message;
};

// Called only by `value()` on a failed result, which is a bug in this program.
[[noreturn]] void throw_exception_from_error(const duration_error& error,
                                             const boost::source_location& where);

// Parses days, hours, minutes and seconds, in this order and each at most once: "PT61M", "P1DT12H",
// "PT0.5S". Seconds may have up to nine digits after a dot. Refuses years, months and weeks,
// negative durations, and those longer than 64 bits of nanoseconds (some 292 years).
boost::system::result<std::chrono::nanoseconds, duration_error>
parse_duration(std::string_view text);

} // namespace ivschat::text
