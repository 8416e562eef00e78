// The capabilities of chat/ by the names that model/ gives them.
#pragma once

#include "chat/types.hpp"
#include "model/shapes.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace ivschat::operations {

constexpr chat::capability to_capability(model::chat_token_capability capability) {
    switch (capability) {
    case model::chat_token_capability::send_message:
        return chat::capability::send_message;
    case model::chat_token_capability::disconnect_user:
        return chat::capability::disconnect_user;
    case model::chat_token_capability::delete_message:
        break;
    }
    return chat::capability::delete_message;
}

inline constexpr auto capability_names = [] {
    constexpr auto& values = model::shapes::chat_token_capability.values;
    std::array<std::pair<std::string_view, chat::capability>, values.size()> names{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        names[i] = {values[i].first, to_capability(values[i].second)};
    }
    return names;
}();

} // namespace ivschat::operations
