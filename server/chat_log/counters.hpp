// Counts of delivered and lost records, for metrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace ivschat::chat_log {

// Failed attempts by kind: CloudWatch's LogDestination… metrics.
struct failures {
    std::uint64_t access_denied = 0;
    std::uint64_t not_found = 0;
    std::uint64_t errors = 0; // all other failures
};

struct counters {
    // By the ARN of the logging configuration, until that is deleted.
    std::map<std::string, chat_log::failures, std::less<>> failures;
    std::uint64_t records_delivered = 0;
    // Lost: memory was short, or the destination rejected them.
    std::uint64_t records_dropped = 0;
    // Current values.
    std::size_t bytes_held = 0;
    std::size_t batches_waiting = 0; // closed, in memory
    std::size_t batches_spooled = 0; // closed, in the data directory
};

} // namespace ivschat::chat_log
