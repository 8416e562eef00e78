// What a room's review handler decides about a message before anybody sees it.
#pragma once

#include "chat/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace ivschat::chat {

// A number that never returns while the process lives.
enum class review_id : std::uint64_t {};

// What is not set stays as the sender wrote it.
struct review_allowed {
    std::optional<std::string> content = {};
    std::optional<attribute_map> attributes = {};
};

struct review_denied {
    std::string reason = {}; // for the sender; may be empty
};

// The handler could not be asked, or its reply not be used: the room's fallback holds.
struct review_failed {};

using review_verdict = std::variant<review_allowed, review_denied, review_failed>;

} // namespace ivschat::chat
