// How connections are spread over rooms, as in "1x1000+400x100": one room of 1000, which talks, and
// 400 rooms of 100, which are silent.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ivschat::bench {

struct room_layout {
    std::vector<std::uint32_t> room_of;    // by connection
    std::vector<std::uint32_t> first_of;   // by room: its first connection; one more at the end
    std::uint32_t talking_rooms = 0;       // the first ones
    std::uint32_t talking_connections = 0; // the first ones

    std::uint32_t connections() const { return static_cast<std::uint32_t>(room_of.size()); }
    std::uint32_t size_of(std::uint32_t room) const { return first_of[room + 1] - first_of[room]; }
};

// Throws std::invalid_argument.
room_layout parse_layout(std::string_view text);

} // namespace ivschat::bench
