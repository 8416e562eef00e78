// A room.
#pragma once

#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ivschat::chat {

enum class review_fallback : std::uint8_t { allow, deny };

struct review_handler {
    std::string uri; // empty: no handler is called
    review_fallback fallback = review_fallback::allow;

    bool operator==(const review_handler&) const = default;
};

// What a client sets. Defaults are AWS's.
struct room_settings {
    std::string name;
    std::uint32_t maximum_message_rate_per_second = 10;
    std::uint32_t maximum_message_length = 500; // code points
    std::optional<chat::review_handler> review_handler = {};
    tag_map tags;
    std::vector<std::string> logging_configurations; // ARNs

    bool operator==(const room_settings&) const = default;
};

struct room {
    std::string arn;
    room_settings settings;
    timestamp created;
    timestamp updated;
    rate_limiter message_rate = {}; // of SEND_MESSAGE over all connections

    tag_map& tags() { return settings.tags; }
    const tag_map& tags() const { return settings.tags; }
};

struct room_filter {
    std::optional<std::string> name = {};
    std::optional<std::string> review_handler_uri = {};
    std::optional<std::string> logging_configuration = {};

    bool matches(const room& room) const;
};

// What UpdateRoom changes. Members that are not set stay unchanged; lists are replaced as a whole.
struct room_changes {
    std::optional<std::string> name = {};
    std::optional<std::uint32_t> maximum_message_rate_per_second = {};
    std::optional<std::uint32_t> maximum_message_length = {};
    std::optional<std::string> review_handler_uri = {};
    std::optional<review_fallback> review_handler_fallback = {};
    std::optional<std::vector<std::string>> logging_configurations = {};

    void apply_to(room_settings& settings) const;
};

} // namespace ivschat::chat
