#include "layout.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ivschat::bench {
namespace {

void append_group(room_layout& layout, std::string_view group) {
    const auto by = group.find('x');
    if (by == std::string_view::npos) {
        throw std::invalid_argument{"rooms are given as COUNTxSIZE: " + std::string{group}};
    }
    const auto rooms = std::stoul(std::string{group.substr(0, by)});
    const auto size = std::stoul(std::string{group.substr(by + 1)});
    for (unsigned long i = 0; i < rooms; ++i) {
        const auto room = static_cast<std::uint32_t>(layout.first_of.size());
        layout.first_of.push_back(layout.connections());
        layout.room_of.insert(layout.room_of.end(), size, room);
    }
}

} // namespace

room_layout parse_layout(std::string_view text) {
    room_layout layout;
    while (!text.empty()) {
        const auto plus = std::min(text.find('+'), text.size());
        append_group(layout, text.substr(0, plus));
        text.remove_prefix(std::min(text.size(), plus + 1));
        if (layout.talking_rooms > 0) continue;
        layout.talking_rooms = static_cast<std::uint32_t>(layout.first_of.size());
        layout.talking_connections = layout.connections();
    }
    if (layout.connections() == 0) throw std::invalid_argument{"no rooms"};
    layout.first_of.push_back(layout.connections());
    return layout;
}

} // namespace ivschat::bench
