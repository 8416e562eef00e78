// Lengths of time as ISO 8601 writes them.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace ivschat::text {

// Says what is wrong and what would be right; goes on behind a name and a colon.
struct duration_error {
    std::string message;
};

// Reached only by a `value()` on a failed result, which is a bug here.
[[noreturn]] void throw_exception_from_error(const duration_error& error,
                                             const boost::source_location& where);

// Reads "PT61M", "P1DT12H", "PT0.5S": days, hours, minutes and seconds, in this order, each at most
// once. Seconds may have up to nine digits after a dot. Years, months and weeks are refused, and so
// are negative lengths and those that 64 bits of nanoseconds do not hold (some 292 years).
boost::system::result<std::chrono::nanoseconds, duration_error>
parse_duration(std::string_view text);

} // namespace ivschat::text
