// Lives on the core. Gathers records into batches until they are due or full. Time and randomness
// are passed in.
#pragma once

#include "chat_log/batch.hpp"
#include "crypto/random.hpp"

#include <chrono>
#include <cstddef>
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

    // `record` has no line feed. Closes the room's open batch if that is full or due, or if the
    // record is older than its last one: clocks may be set back, and CloudWatch Logs requires
    // order.
    void add(const target& to, const std::string& room_arn, text::timestamp at,
             std::string_view record, batches& out);

    std::optional<text::timestamp> next_due() const;
    void close_due(text::timestamp now, batches& out);
    void close_all(batches& out);
    // Closes the batches of one logging configuration.
    void close(std::string_view configuration_arn, batches& out);
    // Nothing if no batch is open.
    std::optional<batch> close_first_due();

    // Bytes that the open batches hold in memory.
    std::size_t bytes() const { return bytes_; }

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
    batch close(open_batches::iterator at);
    std::string new_hash();

    batcher_settings settings_;
    crypto::random_source& random_;
    open_batches open_;
    std::set<std::pair<text::timestamp, key>> due_;
    std::size_t bytes_ = 0;
};

} // namespace ivschat::chat_log
