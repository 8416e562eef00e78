// Lives on the core. Gathers records until they are due or a request is full. Time and randomness
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

// What fits into one request or object.
struct batch_limits {
    std::size_t records;
    std::size_t bytes;
    std::size_t overhead; // counted for each record beside its own bytes
};
batch_limits limits_of(chat::destination_kind kind);

struct batcher_settings {
    std::chrono::nanoseconds s3_delay;
    std::chrono::nanoseconds stream_delay;
    // No batch gets larger, whatever its destination would take.
    std::size_t largest_batch;
};

using batches = std::vector<batch>;

// What is closed is appended to `out`, the one that was opened first in front.
class batcher {
public:
    batcher(batcher_settings settings, crypto::random_source& random);

    // `record` comes without a line feed. A batch is closed for what it cannot hold: a record too
    // many, one after its time, one that is older than the last (clocks may be set back, and
    // CloudWatch Logs wants order).
    void add(const target& to, const std::string& room_arn, text::timestamp at,
             std::string_view record, batches& out);

    std::optional<text::timestamp> next_due() const;
    void close_due(text::timestamp now, batches& out);
    void close_all(batches& out);
    // Those of one logging configuration.
    void close(std::string_view configuration_arn, batches& out);
    // Nothing if none is open.
    std::optional<batch> close_first_due();

    // What the open ones take up.
    std::size_t bytes() const { return bytes_; }

private:
    struct open_batch {
        batch content;
        text::timestamp last; // of its records
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
