// The opaque `nextToken`: where a list goes on, and of which list it is.
#pragma once

#include "chat/room_directory.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ivschat::operations {

// `list` names what is being listed, filters included; a token goes on only where it came from.
std::string encode_page_token(const chat::room_position& position, std::string_view list);

// Nothing for a token that is damaged or belongs to another list.
std::optional<chat::room_position> decode_page_token(std::string_view token, std::string_view list);

} // namespace ivschat::operations
