// Lives on the core. The whole state of the chat service and the one place where it changes:
// f(now, command) -> result, and effects for others to carry out.
#pragma once

#include "chat/commands.hpp"
#include "chat/effects.hpp"
#include "chat/room_directory.hpp"
#include "chat/session_registry.hpp"
#include "chat/used_tokens.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat {

struct service_settings {
    // Makes an unknown room on first use instead of refusing it.
    bool auto_create_rooms = false;
};

class service {
public:
    service(service_settings settings, random_fill random);

    // ---- Rooms ----

    // Refuses logging configurations that do not exist.
    outcome<const room*> create_room(timestamp now, const caller& caller, room_settings settings);
    // Adds a room as it is, or puts it in the place of the one with its ARN.
    void restore_room(room restored);
    // `arn` must be a well-formed room ARN. The pointer is good until the next command.
    outcome<const room*> find_room(timestamp now, const caller& caller, std::string_view arn);
    room_page list_rooms(const caller& caller, const room_filter& filter,
                         const std::optional<room_position>& after, std::size_t limit) const;
    // Leaves the room's connections as they are, as AWS documents it.
    outcome<void> delete_room(const caller& caller, std::string_view arn);

    // ---- Connections ----

    // Uses the token up, unless the room or the session is gone.
    outcome<session_id> connect(timestamp now, const grant& grant);
    // Nothing happens if the session is over.
    void disconnect(session_id id);
    // Every request of a connection is counted before anything else, a malformed one too.
    outcome<void> admit_request(timestamp now, session_id id);

    outcome<void> send(timestamp now, session_id from, send_message command, effects& out);
    outcome<void> send(timestamp now, session_id from, delete_message command, effects& out);
    outcome<void> send(timestamp now, session_id from, disconnect_user command, effects& out);

    // ---- Time ----

    // When `advance` has something to do next.
    std::optional<timestamp> next_due() const { return sessions_.next_expiry(); }
    // Ends what is over at `now`, in the order in which it fell due.
    void advance(timestamp now, effects& out);

    std::size_t room_count() const { return rooms_.size(); }
    std::size_t session_count() const { return sessions_.size(); }

private:
    // The room, made now if it may be; nothing if there is none.
    room* use_room(timestamp now, std::string_view arn);
    // The room of a session that may do this.
    outcome<room*> authorize(timestamp now, const session* session, capability needed);
    // Tells everybody in the room.
    void announce(timestamp now, const room& room, std::string request_id, std::string_view name,
                  attribute_map attributes, effects& out);

    service_settings settings_;
    random_fill random_;
    room_directory rooms_;
    session_registry sessions_;
    used_tokens used_tokens_;
};

} // namespace ivschat::chat
