// The 12-character ids of rooms, messages and events.
#pragma once

#include "chat/types.hpp"

#include <string>

namespace ivschat::chat {

// Twelve of [A-Za-z0-9], evenly distributed: bytes of 248 and more are skipped.
std::string random_identifier(const random_fill& random);

} // namespace ivschat::chat
