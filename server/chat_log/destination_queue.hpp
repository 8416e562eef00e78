// Lives on the core. The batches on their way to one place, in order: the one in hand, then those
// in the spool, then those in memory.
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
    destination_queue(runtime::executor core, target where) : to{std::move(where)}, pause{core} {}

    target to;
    std::optional<batch> in_flight = {};
    // The one in hand lies in the spool, too, under this number.
    std::optional<std::uint64_t> number_in_flight = {};
    // What the spool holds, or will hold once it is written: [first, end). It can grow at both
    // ends; a number whose file is missing is skipped.
    std::uint64_t first_number = std::uint64_t{1} << 40U;
    std::uint64_t end_number = first_number;
    std::deque<batch> queued = {};

    bool is_served = false;
    bool is_sending = false; // what is in hand must be left alone
    bool is_changed = false; // a part of what is in hand was delivered
    // Whose logging configuration has been deleted meanwhile.
    bool is_orphaned = false;
    std::optional<outcome::kind> last_failure = {}; // how the last attempt ended
    std::chrono::milliseconds next_pause{0};
    runtime::steady_timer pause;

    bool has_spooled() const { return first_number != end_number; }
    bool is_empty() const { return !in_flight && !has_spooled() && queued.empty(); }
};

} // namespace ivschat::chat_log
