#include "websocket/session_table.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::websocket {

void session_table::add(connection_ref info, std::size_t shard, runtime::gate::holder gate) {
    const auto id = info->session;
    subscribers_.enter(info->room_arn, shard);
    entries_.emplace(id, entry{.shard = shard, .info = std::move(info), .gate = std::move(gate)});
}

bool session_table::leave_room(chat::session_id id) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || !std::exchange(found->second.is_in_room, false)) return false;
    subscribers_.leave(found->second.info->room_arn, found->second.shard);
    return true;
}

void session_table::mark_closing(chat::session_id id) {
    const auto found = entries_.find(id);
    if (found != entries_.end()) found->second.is_closing = true;
}

void session_table::remove(chat::session_id id) {
    leave_room(id);
    entries_.erase(id);
}

void session_table::forget_usage(std::string_view room_arn) {
    for (auto& [id, each] : entries_) {
        if (room_arn.empty() || each.info->room_arn == room_arn) each.request_rate = {};
    }
}

const session_table::entry* session_table::find(chat::session_id id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
}

std::vector<chat::session_id> session_table::ids(std::string_view room_arn) const {
    std::vector<chat::session_id> ids;
    for (const auto& [id, each] : entries_) {
        if (room_arn.empty() || each.info->room_arn == room_arn) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace ivschat::websocket
