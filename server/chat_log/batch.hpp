// Records of one room that go to one place together.
#pragma once

#include "chat/logging_configuration.hpp"
#include "text/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>

namespace ivschat::chat_log {

// Where a logging configuration sent records when they came.
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

struct batch {
    target to;
    std::string room_arn;
    text::timestamp opened; // the SendTime of the first record
    std::string hash;       // eight hexadecimal digits, by which it differs from all others
    std::string lines;      // each record and a line feed; there is none within a record
    std::size_t records = 0;
    // The number it would have in the spool, had that taken it.
    std::uint64_t sequence = std::numeric_limits<std::uint64_t>::max();

    // What it takes up in memory, about: the texts beside the lines, and its places in containers.
    std::size_t cost() const {
        constexpr std::size_t overhead = 1024;
        return lines.capacity() + overhead;
    }
};

// Calls `visit(record)` for each, without its line feed.
template <class Visitor>
void for_each_record(std::string_view lines, Visitor visit) {
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        visit(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
}

} // namespace ivschat::chat_log
