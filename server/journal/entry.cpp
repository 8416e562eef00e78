#include "journal/entry.hpp"

#include <algorithm>

namespace ivschat::journal {
namespace {

constexpr std::array<std::string_view, entry_kinds> kind_names{
    "api_call", "handshake", "inbound", "outbound", "error", "close", "fault"};

// The size of a map's node without the characters of its two strings, as in libstdc++.
constexpr std::size_t node_bytes = 32 + 2 * sizeof(std::string);

} // namespace

std::string_view name_of(entry_kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<entry_kind> entry_kind_of(std::string_view name) {
    const auto found = std::find(kind_names.begin(), kind_names.end(), name);
    if (found == kind_names.end()) return std::nullopt;
    return static_cast<entry_kind>(found - kind_names.begin());
}

std::size_t footprint(const entry& entry) {
    std::size_t bytes = sizeof(entry);
    for (const auto* text : {&entry.room_arn, &entry.user_id, &entry.target_user_id,
                             &entry.operation, &entry.error_name, &entry.reason, &entry.request_id,
                             &entry.message_id, &entry.event_name}) {
        bytes += text->size();
    }
    if (entry.content) bytes += entry.content->size();
    if (entry.attributes) {
        for (const auto& [name, value] : *entry.attributes) {
            bytes += node_bytes + name.size() + value.size();
        }
    }
    return bytes;
}

} // namespace ivschat::journal
