// Lives on the core. Undelivered records that must not reach their destinations any more, because a
// room or everything is reset.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::chat_log {

struct discarded {
    std::size_t records = 0;           // that were dropped
    std::size_t batches_under_way = 0; // that may still reach their destinations
};

struct log_discard {
    std::string room_arn; // empty: every room
    discarded result = {};
    std::size_t jobs = 0; // of the worker

    bool covers(std::string_view room) const { return room_arn.empty() || room == room_arn; }
    bool is_complete() const { return result.batches_under_way == 0 && jobs == 0; }
};

// Those that wait for one batch. The first takes its records.
using discards = std::vector<std::shared_ptr<log_discard>>;

} // namespace ivschat::chat_log
