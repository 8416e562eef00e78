// What a command causes outside chat/. The core hands the effects to their sinks, in order.
#pragma once

#include "chat/logging_configuration.hpp"
#include "chat/review.hpp"
#include "chat/room.hpp"
#include "chat/types.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace ivschat::chat {

struct message {
    std::string id;
    std::string request_id; // empty: none was given
    std::optional<attribute_map> attributes;
    std::string content;
    timestamp sent_at;
    std::string sender_user_id;
    attribute_map sender_attributes;
};

struct event {
    std::string id;
    std::string request_id; // empty: none was given
    std::string name;
    std::optional<attribute_map> attributes;
    timestamp sent_at;
};

// To every connection of the room.
struct delivery {
    std::string room_arn;
    std::variant<message, event> what;
};

// A message that the room's handler must review before anybody sees it. It needs one
// `complete_review`.
struct review_wanted {
    review_id id;
    std::string handler_uri;
    std::string room_arn;
    std::uint32_t maximum_message_length; // code points; also for what the handler returns
    message what;
    std::string sender_ip;
};

// To the connection whose message was refused after its review.
struct rejection {
    session_id session; // may be over by now
    std::string request_id;
    refused why;
};

enum class close_cause : std::uint8_t { user_disconnected, session_expired };

// The session has ended; its connection must be closed.
struct closure {
    session_id session;
    close_cause cause;
    std::string reason; // the moderator's; may be empty
};

// The following must be stored beyond the process's life.
struct room_saved {
    room saved;
};
struct room_removed {
    std::string arn;
};
struct logging_configuration_saved {
    logging_configuration saved;
};
struct logging_configuration_removed {
    std::string arn;
};
// No token is used any more. Those whose stamp is not greater than this are void
// (core/token_ids.hpp).
struct tokens_forgotten {
    std::uint64_t void_until = 0;
};
struct token_used {
    token_id token;
    timestamp expires_at;
};
struct token_released {
    token_id token;
    timestamp expires_at;
};

template <class Effect>
inline constexpr bool is_durable =
    std::is_same_v<Effect, room_saved> || std::is_same_v<Effect, room_removed> ||
    std::is_same_v<Effect, logging_configuration_saved> ||
    std::is_same_v<Effect, logging_configuration_removed> || std::is_same_v<Effect, token_used> ||
    std::is_same_v<Effect, token_released> || std::is_same_v<Effect, tokens_forgotten>;

using effect = std::variant<delivery, review_wanted, rejection, closure, room_saved, room_removed,
                            logging_configuration_saved, logging_configuration_removed, token_used,
                            token_released, tokens_forgotten>;
using effects = std::vector<effect>;

} // namespace ivschat::chat
