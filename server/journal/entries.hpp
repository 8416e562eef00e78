// Builds journal entries from parsed values, which hold no token, so that none can get into the
// journal. A frame to a room has its own time, that of its SendTime.
#pragma once

#include "chat/commands.hpp"
#include "chat/effects.hpp"
#include "journal/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::journal {

// Who is connected, and where.
struct connection_info {
    chat::session_id session = {};
    std::uint64_t number = 0; // what users call the session
    std::string room_arn = {};
    std::string user_id = {};
};

// A request of a connection; `action` is the frame's Action.
entry request_received(chat::timestamp when, std::string_view action, const connection_info& from,
                       const chat::send_message& asked);
entry request_received(chat::timestamp when, std::string_view action, const connection_info& from,
                       const chat::delete_message& asked);
entry request_received(chat::timestamp when, std::string_view action, const connection_info& from,
                       const chat::disconnect_user& asked);

// A request that could not be parsed.
entry request_unreadable(chat::timestamp when, const connection_info& from,
                         std::string_view request_id);

// An ERROR frame to one connection.
entry error_sent(chat::timestamp when, const connection_info& whose, std::uint32_t error_code,
                 std::string_view why, std::string_view request_id);

// A frame to a room's connections; `type` is its Type.
entry frame_sent(std::string_view type, std::string_view room_arn, const chat::message& message,
                 std::uint32_t connections);
entry frame_sent(std::string_view type, std::string_view room_arn, const chat::event& event,
                 std::uint32_t connections);

// A handshake that opened a connection.
entry handshake_accepted(chat::timestamp when, const chat::grant& grant, std::uint64_t session);

// `whose` is empty unless the token could be opened; `why` must not contain the token.
entry handshake_refused(chat::timestamp when, const connection_info& whose, std::uint32_t status,
                        std::string_view why);

// `operation` is the API operation, the request's Action or the frame's Type.
entry fault_injected(chat::timestamp when, const connection_info& whose, std::string_view operation,
                     const std::vector<std::string>& rules);

entry connection_closed(chat::timestamp when, const connection_info& whose,
                        std::uint32_t close_code, std::string_view reason);

} // namespace ivschat::journal
