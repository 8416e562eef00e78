// Lives on the core. Gathers records into batches until they are due or full, and tells which of
// them are not on the disk yet. Time and randomness are passed in.
#pragma once

#include "chat_log/batch.hpp"
#include "chat_log/spool.hpp"
#include "crypto/random.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::chat_log {

// The limits of one request or object.
struct batch_limits {
    std::size_t records;
    std::size_t bytes;
    std::size_t overhead; // bytes that count for each record, beside its own
};
batch_limits limits_of(chat::destination_kind kind);

struct batcher_settings {
    std::chrono::nanoseconds s3_delay;
    std::chrono::nanoseconds stream_delay;
    // An upper bound for batches of every destination.
    std::size_t max_batch_bytes;
};

using batches = std::vector<batch>;

// Functions append the batches that they close to `out`, in the order in which they are due.
class batcher {
public:
    batcher(batcher_settings settings, crypto::random_source& random);

    // `record` has no line feed; `at` is its time on the server's clock. Closes the room's open
    // batch if that is full or due, or if the record is older than its last one: the clock was set
    // back then, and the batch would be due far too late.
    void add(const target& to, const std::string& room_arn, text::timestamp at, log_time logged_at,
             std::string_view record, batches& out);

    std::optional<text::timestamp> next_due() const;
    void close_due(text::timestamp now, batches& out);
    void close_all(batches& out);
    // Closes the batches of one logging configuration.
    void close(std::string_view configuration_arn, batches& out);
    // Nothing if no batch is open.
    std::optional<batch> close_first_due();

    // The records of open batches that no earlier call has returned.
    std::vector<unsaved_part> take_unsaved();
    // A part of this batch could not be written: its next part is the whole batch.
    void save_failed(std::uint64_t id);

    // Drops the open batches of one room, or all if `room_arn` is empty. Returns how many records.
    std::size_t discard(std::string_view room_arn);

    // What the open batches hold.
    std::size_t bytes() const { return bytes_; }
    std::size_t records() const { return records_; }

private:
    struct open_batch {
        batch content;
        text::timestamp last; // of its last record
        text::timestamp due;
    };
    using key = std::pair<std::string, std::string>; // configuration and room
    using open_batches = std::map<key, open_batch>;

    open_batches::iterator open(key where, const target& to, text::timestamp at);
    bool has_room(const open_batch& open, std::string_view record) const;
    bool is_full(const open_batch& open) const;
    static bool is_too_long(const open_batch& open, log_time logged_at);
    batch close(open_batches::iterator at);
    std::string new_hash();

    batcher_settings settings_;
    crypto::random_source& random_;
    open_batches open_;
    std::set<std::pair<text::timestamp, key>> due_;
    std::size_t bytes_ = 0;
    std::size_t records_ = 0;
    std::uint64_t last_id_ = 0;
};

} // namespace ivschat::chat_log
