// Lives on the core. Who is connected, where each connection lives, and how many subscribers each
// room has on each shard.
#pragma once

#include "chat/rate_limiter.hpp"
#include "runtime/gate.hpp"
#include "websocket/shard.hpp"
#include "websocket/subscriber_counts.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::websocket {

class session_table {
public:
    struct entry {
        std::size_t shard;
        connection_ref info;
        runtime::gate::holder gate; // the server's end waits for it
        // A subscriber of its room: until its shard says that it is closing.
        bool is_in_room = true;
        // Its end was asked for. The shard may learn of that later, but no request of it is handled
        // any more.
        bool is_closing = false;
        chat::rate_limiter request_rate = {};

        bool accepts_requests() const { return is_in_room && !is_closing; }
    };

    explicit session_table(std::size_t shards) : subscribers_{shards} {}

    void add(connection_ref info, std::size_t shard, runtime::gate::holder gate);
    // It leaves its room; false if it has left before, or is not there.
    bool leave_room(chat::session_id id);
    // No request of it is handled any more. Nothing happens if it is not there.
    void mark_closing(chat::session_id id);
    void remove(chat::session_id id);
    // It must be there.
    chat::rate_limiter& request_rate(chat::session_id id) { return entries_.at(id).request_rate; }

    // Resets the request rates of a room's sessions; of all if the ARN is empty.
    void forget_usage(std::string_view room_arn);

    // Null if it is not there; valid until the table changes.
    const entry* find(chat::session_id id) const;
    // In the order in which they connected, so that what is done to them repeats run for run. An
    // empty ARN means all rooms.
    std::vector<chat::session_id> ids(std::string_view room_arn = {}) const;
    // By shard; empty if the room has none.
    std::span<const std::uint32_t> subscribers(std::string_view room_arn) const {
        return subscribers_.of(room_arn);
    }
    std::size_t size() const { return entries_.size(); }

private:
    std::unordered_map<chat::session_id, entry> entries_;
    subscriber_counts subscribers_;
};

} // namespace ivschat::websocket
