// Capabilities by the names that the AWS API gives them.
#pragma once

#include "chat/types.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace ivschat::control {

inline constexpr std::array<std::pair<std::string_view, chat::capability>, 3> capability_names{{
    {"SEND_MESSAGE", chat::capability::send_message},
    {"DISCONNECT_USER", chat::capability::disconnect_user},
    {"DELETE_MESSAGE", chat::capability::delete_message},
}};

} // namespace ivschat::control
