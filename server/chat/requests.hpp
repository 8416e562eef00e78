// What a connection or a backend asks of a room, as it came in.
#pragma once

#include "chat/types.hpp"

#include <optional>
#include <string>

namespace ivschat::chat {

// What an opened token says, and the address of the client that sent it.
struct grant {
    token_id token;
    timestamp token_expires_at;
    std::string room_arn;
    std::string user_id;
    attribute_map attributes;
    capability_set capabilities;
    timestamp session_expires_at;
    std::string client_ip = {};
};

struct send_message {
    std::string request_id;
    std::string content;
    std::optional<attribute_map> attributes;
};

// From a backend only.
struct send_event {
    std::string name;
    std::optional<attribute_map> attributes;
};

struct delete_message {
    std::string request_id;
    std::string message_id;
    std::optional<std::string> reason;
};

struct disconnect_user {
    std::string request_id;
    std::string user_id;
    std::optional<std::string> reason;
};

} // namespace ivschat::chat
