// A room and who may see it.
#pragma once

#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ivschat::chat {

enum class review_fallback : std::uint8_t { allow, deny };

struct review_handler {
    std::string uri;
    review_fallback fallback = review_fallback::allow;

    bool operator==(const review_handler&) const = default;
};

// What a client sets. Defaults are AWS's.
struct room_settings {
    std::string name;
    std::uint32_t maximum_message_rate_per_second = 10;
    std::uint32_t maximum_message_length = 500; // code points
    std::optional<chat::review_handler> review_handler;
    std::map<std::string, std::string> tags;
    std::vector<std::string> logging_configurations; // ARNs

    bool operator==(const room_settings&) const = default;
};

struct room {
    std::string arn;
    room_settings settings;
    timestamp created;
    timestamp updated;
    rate_limiter message_rate = {}; // of SEND_MESSAGE, from all connections together
};

// Who asks, as far as it decides which rooms are seen.
struct caller {
    // Sees this account's rooms only. Not set: bound to no account, finds every room by its ARN.
    std::optional<std::string> account;
    // Sees this region's rooms only. Not set: every region's.
    std::optional<std::string> region;
    // Where a new room goes.
    std::string home_account;
    std::string home_region;

    bool sees(std::string_view account_of_room, std::string_view region_of_room) const {
        return (!account || *account == account_of_room) && (!region || *region == region_of_room);
    }
};

} // namespace ivschat::chat
