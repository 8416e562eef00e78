// Counts of delivered and lost records, for metrics. Failures are counted in metrics::counters.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ivschat::chat_log {

struct counters {
    std::uint64_t records_delivered = 0;
    // Lost: memory was short, or the destination rejected them, or there was none.
    std::uint64_t records_dropped = 0;
    // Current values.
    std::size_t records_pending = 0;
    std::size_t bytes_held = 0;
    std::size_t batches_waiting = 0; // closed, in memory
    std::size_t batches_spooled = 0; // closed, in the data directory
};

} // namespace ivschat::chat_log
