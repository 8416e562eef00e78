// The settings of the chat service.
#pragma once

#include "chat/quotas.hpp"

namespace ivschat::chat {

struct service_settings {
    // Creates an unknown room on first use instead of refusing it.
    bool auto_create_rooms = false;
    chat::quotas quotas = {};
};

} // namespace ivschat::chat
