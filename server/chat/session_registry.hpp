// Lives on the core. Who is connected to which room, until when.
#pragma once

#include "chat/counts_by_account_region.hpp"
#include "chat/types.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::chat {

struct session {
    session_id id;
    std::string room_arn; // a deleted room's sessions stay
    std::string user_id;
    attribute_map attributes;
    capability_set capabilities;
    timestamp expires_at;
    std::string client_ip = {};
    token_id token = {};
    timestamp connected = {};
};

class session_registry {
public:
    // The registry sets `opened.id`.
    const session& open(session opened);
    // Ignored if there is none.
    void close(session_id id);
    // Null if there is none.
    const session* find(session_id id) const;

    // In the order of connection.
    std::vector<session_id> of_user(std::string_view room_arn, std::string_view user_id) const;

    // In the order of connection.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        for (const auto id : ids()) visit(sessions_.at(id));
    }

    std::optional<timestamp> next_expiry() const;
    // The one that expired first, if any has by `now`.
    std::optional<session_id> expired(timestamp now) const;

    std::size_t size() const { return sessions_.size(); }

    // What users call a session: they are counted from one, and from one again after a reset.
    // Internally an id is never reused, because connections of closed sessions may linger.
    std::uint64_t number_of(session_id id) const {
        return static_cast<std::uint64_t>(id) - numbers_begin_;
    }
    session_id with_number(std::uint64_t number) const {
        return session_id{number + numbers_begin_};
    }
    // Ignored while a session is open.
    void restart_numbers() {
        if (sessions_.empty()) numbers_begin_ = last_id_;
    }

    // Sessions in the rooms of one account in one region.
    std::size_t count(std::string_view account, std::string_view region) const {
        return counts_.of(account, region);
    }

private:
    std::vector<session_id> ids() const;

    struct user_key { // views into the session, which does not move
        std::string_view room_arn;
        std::string_view user_id;
        session_id id;

        auto operator<=>(const user_key&) const = default;
    };

    std::unordered_map<session_id, session> sessions_;
    std::set<user_key> by_user_;
    std::set<std::pair<timestamp, session_id>> by_expiry_;
    counts_by_account_region counts_;
    std::uint64_t last_id_ = 0;
    std::uint64_t numbers_begin_ = 0; // the last id before the numbers began
};

} // namespace ivschat::chat
