// What of the things that happen goes into the journal. They take parsed values that hold no token,
// so that none can slip in. The caller adds what only it knows: time, code, reason.
#pragma once

#include "chat/commands.hpp"
#include "chat/effects.hpp"
#include "journal/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::journal {

// Who is at the other end of a connection.
struct connection_info {
    chat::session_id session = {};
    std::string room_arn = {};
    std::string user_id = {};
};

// What `party` asks for; `action` is the frame's own.
entry received(std::string_view action, const connection_info& from,
               const chat::send_message& asked);
entry received(std::string_view action, const connection_info& from,
               const chat::delete_message& asked);
entry received(std::string_view action, const connection_info& from,
               const chat::disconnect_user& asked);

// A request that asks for nothing we know.
entry unreadable(const connection_info& from, std::string_view request_id);

// An ERROR frame.
entry refused(const connection_info& whose, std::uint32_t error_code, std::string_view why,
              std::string_view request_id);

// What goes to `connections` of a room; `type` is the frame's own.
entry sent(std::string_view type, std::string_view room_arn, const chat::message& message,
           std::uint32_t connections);
entry sent(std::string_view type, std::string_view room_arn, const chat::event& event,
           std::uint32_t connections);

// A handshake that went well.
entry handshake_accepted(const chat::grant& grant, chat::session_id session);

// A handshake that did not. `whose` is empty unless the token could be read; `why` never holds it.
entry handshake_refused(const connection_info& whose, std::uint32_t status, std::string_view why);

// A fault rule struck; `operation` is that of the request, or the type of the frame.
entry fault_injected(chat::timestamp when, const connection_info& whose, std::string_view operation,
                     const std::vector<std::string>& rules);

entry closed(const connection_info& whose, std::uint32_t close_code, std::string_view reason);

} // namespace ivschat::journal
