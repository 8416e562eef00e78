#include "chat/session_registry.hpp"

#include <algorithm>

namespace ivschat::chat {

const session& session_registry::open(session opened) {
    opened.id = session_id{++last_id_};
    const session& session = sessions_.emplace(opened.id, std::move(opened)).first->second;
    by_user_.insert({session.room_arn, session.user_id, session.id});
    by_expiry_.emplace(session.expires_at, session.id);
    counts_.add(session.room_arn);
    return session;
}

void session_registry::close(session_id id) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    const session& session = found->second;
    by_user_.erase({session.room_arn, session.user_id, id});
    by_expiry_.erase({session.expires_at, id});
    counts_.remove(session.room_arn);
    sessions_.erase(found);
}

const session* session_registry::find(session_id id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

std::vector<session_id> session_registry::of_user(std::string_view room_arn,
                                                  std::string_view user_id) const {
    std::vector<session_id> ids;
    auto at = by_user_.lower_bound({room_arn, user_id, session_id{0}});
    for (; at != by_user_.end() && at->room_arn == room_arn && at->user_id == user_id; ++at) {
        ids.push_back(at->id);
    }
    return ids;
}

std::vector<session_id> session_registry::ids() const {
    std::vector<session_id> ids;
    ids.reserve(sessions_.size());
    for (const auto& [id, session] : sessions_) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::optional<timestamp> session_registry::next_expiry() const {
    if (by_expiry_.empty()) return std::nullopt;
    return by_expiry_.begin()->first;
}

std::optional<session_id> session_registry::expired(timestamp now) const {
    if (by_expiry_.empty() || by_expiry_.begin()->first > now) return std::nullopt;
    return by_expiry_.begin()->second;
}

} // namespace ivschat::chat
