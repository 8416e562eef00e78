// Lives on the core. The batches that wait for one destination, in order: first the one in flight,
// then those in the spool, then those in memory.
#pragma once

#include "chat_log/batch.hpp"
#include "chat_log/destination.hpp"
#include "runtime/asio.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace ivschat::chat_log {

struct destination_queue {
    destination_queue(runtime::executor core, target where)
        : to{std::move(where)}, retry_timer{core} {}

    target to;
    // The batch that is being sent, or that waits for its next attempt.
    std::optional<batch> in_flight = {};
    // Its number in the spool, if it came from there; the file stays until it is delivered.
    std::optional<std::uint64_t> number_in_flight = {};
    // The numbers of the batches in the spool, written or about to be: [first, end). The range can
    // grow at both ends. A number without a file is skipped.
    std::uint64_t first_number = std::uint64_t{1} << 40U;
    std::uint64_t end_number = first_number;
    std::deque<batch> queued = {};

    bool is_active = false;   // a coroutine delivers its batches
    bool is_sending = false;  // the batch in flight belongs to an attempt and must not change
    bool is_changed = false;  // an attempt delivered a part of the batch in flight
    bool is_orphaned = false; // its logging configuration has been deleted
    std::optional<outcome::kind> last_failure = {}; // not set after a success
    std::chrono::milliseconds backoff{0};
    runtime::steady_timer retry_timer;

    bool has_spooled() const { return first_number != end_number; }
    bool is_empty() const { return !in_flight && !has_spooled() && queued.empty(); }
};

} // namespace ivschat::chat_log
