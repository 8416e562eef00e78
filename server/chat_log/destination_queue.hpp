// Lives on the core. The batches that wait for one destination. Their sequence numbers tell the
// order, whether they are in memory or in the spool.
#pragma once

#include "chat_log/batch.hpp"
#include "chat_log/destination.hpp"
#include "chat_log/log_discard.hpp"
#include "runtime/asio.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace ivschat::chat_log {

class destination_queue {
public:
    destination_queue(runtime::executor core, target where)
        : to{std::move(where)}, retry_timer{core} {}

    target to;
    // The batch that is being sent.
    std::optional<batch> in_flight = {};
    bool is_in_flight_spooled = false;
    attempt under_way = {};  // the last one, if no batch is in flight
    bool is_loading = false; // a batch is being read from the spool
    // Those that wait for the batch that is in flight or being read.
    discards waiting_discards = {};

    // The numbers of the batches in the spool and in memory: [first, end). The range can grow at
    // both ends. A number without a file is skipped.
    std::uint64_t first_number = std::uint64_t{1} << 40U;
    std::uint64_t end_number = first_number;
    std::size_t spooled_records = 0;
    // Batches in memory, by sequence: there is no spool, or it could not be written.
    std::deque<batch> queued = {};

    bool is_active = false;   // a coroutine delivers its batches
    bool is_orphaned = false; // its logging configuration has been deleted
    bool has_failed = false;  // an attempt, since the last `retry_now`
    // Not set after a success.
    std::optional<outcome::kind> last_failure = {};
    std::string last_message = {};
    std::chrono::milliseconds backoff{0};
    runtime::steady_timer retry_timer;

    bool is_empty() const { return !in_flight && queued.empty() && first_number == end_number; }
    bool is_next_in_memory() const {
        return !queued.empty() && queued.front().sequence <= first_number;
    }

    batch pop_front() {
        auto what = std::move(queued.front());
        queued.pop_front();
        if (what.sequence == first_number) ++first_number;
        return what;
    }
    void requeue(batch what) {
        first_number = std::min(first_number, what.sequence);
        const auto is_before = [](const batch& a, const batch& b) {
            return a.sequence < b.sequence;
        };
        queued.insert(std::upper_bound(queued.begin(), queued.end(), what, is_before),
                      std::move(what));
    }
};

} // namespace ivschat::chat_log
