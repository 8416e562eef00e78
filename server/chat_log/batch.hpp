// Records of one room that are delivered together.
#pragma once

#include "chat/logging_configuration.hpp"
#include "text/timestamp.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ivschat::chat_log {

// A logging configuration and the destination that it had when the records came.
struct target {
    std::string configuration_arn;
    chat::log_destination destination;

    friend bool operator<(const target& a, const target& b) {
        const auto key = [](const target& each) {
            return std::tie(each.configuration_arn, each.destination.kind, each.destination.name);
        };
        return key(a) < key(b);
    }
    bool operator==(const target&) const = default;
};

// Real time, whereas the times in records follow the server's clock, which tests may move.
using log_time = std::chrono::sys_time<std::chrono::milliseconds>;

// The file in the spool that holds the first records of an open batch.
struct partial_file {
    std::uint64_t id = 0;
    std::size_t bytes = 0; // 0: there is no such file
    std::size_t line_bytes = 0;
    std::size_t records = 0;
};

struct batch {
    target to;
    std::string room_arn;
    text::timestamp opened; // the SendTime of the first record
    std::string hash;       // eight hexadecimal digits, unique among batches
    std::string lines;      // each record, followed by a line feed; records contain none
    std::size_t records = 0;
    std::vector<log_time> logged_at = {}; // one for each record
    partial_file partial = {};
    // Its number in its destination's queue, which is also that of its file in the spool.
    std::uint64_t sequence = std::numeric_limits<std::uint64_t>::max();

    // Approximate bytes in memory, including the other texts and the containers' overhead.
    std::size_t cost() const {
        constexpr std::size_t overhead = 1024;
        return lines.capacity() + logged_at.capacity() * sizeof(log_time) + overhead;
    }
};

// Calls `visit(record)` for each record, without its line feed.
template <class Visitor>
void for_each_record(std::string_view lines, Visitor visit) {
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        visit(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
}

} // namespace ivschat::chat_log
