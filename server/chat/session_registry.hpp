// Lives on the core. Who is connected to which room, until when.
#pragma once

#include "chat/counts_by_account_region.hpp"
#include "chat/rate_limiter.hpp"
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
    rate_limiter request_rate = {};
};

class session_registry {
public:
    // `opened.id` is given by the registry.
    session& open(session opened);
    // Nothing happens if there is none.
    void close(session_id id);
    session* find(session_id id);

    // In the order in which they connected.
    std::vector<session_id> of_user(std::string_view room_arn, std::string_view user_id) const;

    // In the order in which they connected.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        for (const auto id : ids()) visit(sessions_.at(id));
    }

    std::optional<timestamp> next_expiry() const;
    // One that is over at `now`, the earliest first.
    std::optional<session_id> expired(timestamp now) const;

    std::size_t size() const { return sessions_.size(); }

    // Those in the rooms of one account in one region.
    std::size_t count(std::string_view account, std::string_view region) const {
        return counts_.of(account, region);
    }

private:
    std::vector<session_id> ids() const;

    struct place { // views into the session, which does not move
        std::string_view room_arn;
        std::string_view user_id;
        session_id id;

        auto operator<=>(const place&) const = default;
    };

    std::unordered_map<session_id, session> sessions_;
    std::set<place> by_user_;
    std::set<std::pair<timestamp, session_id>> by_expiry_;
    counts_by_account_region counts_;
    std::uint64_t last_id_ = 0;
};

} // namespace ivschat::chat
