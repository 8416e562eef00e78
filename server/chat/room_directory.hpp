// Lives on the core. Which rooms there are, by ARN and in the order of ListRooms.
#pragma once

#include "chat/room.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

namespace ivschat::chat {

struct room_filter {
    std::optional<std::string> name;
    std::optional<std::string> review_handler_uri;
    std::optional<std::string> logging_configuration;

    bool matches(const room& room) const;
};

// Where a list goes on: behind the room that stood here. Stable while rooms come and go, because it
// names a place in the order and not a number of rooms.
struct room_position {
    timestamp updated;
    std::string arn;

    bool operator==(const room_position&) const = default;
};

struct room_page {
    std::vector<const room*> rooms; // valid until the directory changes
    std::optional<room_position> next;
};

class room_directory {
public:
    // The room must not exist yet.
    const room& add(room room);
    // True if it was there.
    bool remove(std::string_view arn);
    // Nothing if there is none. `arn` and `updated` must not be changed through the pointer.
    room* find(std::string_view arn) const;

    // At most `limit` rooms that the caller sees and the filter lets through, latest update first.
    room_page list(const caller& caller, const room_filter& filter,
                   const std::optional<room_position>& after, std::size_t limit) const;

    std::size_t size() const { return rooms_.size(); }

private:
    struct latest_first {
        using is_transparent = void;
        bool operator()(const room* a, const room* b) const;
        bool operator()(const room* a, const room_position& b) const;
        bool operator()(const room_position& a, const room* b) const;
    };

    // Keys are views into the rooms' own ARNs, so the rooms must not move.
    std::unordered_map<std::string_view, std::unique_ptr<room>> rooms_;
    std::set<const room*, latest_first> order_;
};

} // namespace ivschat::chat
