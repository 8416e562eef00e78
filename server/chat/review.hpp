// The verdict of a room's review handler on a message.
#pragma once

#include "chat/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace ivschat::chat {

// Never reused while the process lives.
enum class review_id : std::uint64_t {};

// Replaces what is set; the rest stays as the sender wrote it.
struct review_allowed {
    std::optional<std::string> content = {};
    std::optional<attribute_map> attributes = {};
};

struct review_denied {
    std::string reason = {}; // for the sender; may be empty
};

// The handler failed or its reply was invalid: the room's fallback applies.
struct review_failed {};

using review_verdict = std::variant<review_allowed, review_denied, review_failed>;

} // namespace ivschat::chat
