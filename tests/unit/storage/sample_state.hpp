// Rooms and logging configurations with something in every member.
#pragma once

#include "chat/effects.hpp"

#include <string>

namespace ivschat::storage::test {

inline constexpr chat::timestamp now{std::chrono::nanoseconds{1'700'000'000'123'456'789}};

// A room with only an ARN and the defaults.
chat::room plain_room(const std::string& id);
chat::room full_room(const std::string& id);
chat::logging_configuration full_configuration(const std::string& id);
chat::token_used token(unsigned char first_byte, chat::timestamp expires_at);

// A text with characters that are special in C, SQL and JSON.
std::string hostile_text();

// All members in one line, so that a failed comparison shows the difference.
std::string to_text(const chat::room& room);
std::string to_text(const chat::logging_configuration& configuration);

} // namespace ivschat::storage::test
