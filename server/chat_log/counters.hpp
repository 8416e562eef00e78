// What became of the records, for metrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace ivschat::chat_log {

// Attempts that failed, by kind; CloudWatch's LogDestination… metrics.
struct failures {
    std::uint64_t access_denied = 0;
    std::uint64_t not_found = 0;
    std::uint64_t errors = 0; // all others
};

struct counters {
    // By the ARN of the logging configuration, while there is one.
    std::map<std::string, chat_log::failures, std::less<>> failures;
    std::uint64_t records_delivered = 0;
    // Lost for good: no room for them, or turned down one by one by the destination.
    std::uint64_t records_dropped = 0;
    // These are what is there now.
    std::size_t bytes_held = 0;
    std::size_t batches_waiting = 0; // closed, in memory
    std::size_t batches_spooled = 0; // closed, in the data directory
};

} // namespace ivschat::chat_log
