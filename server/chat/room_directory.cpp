#include "chat/room_directory.hpp"

#include "chat/arn.hpp"

#include <algorithm>
#include <tuple>

namespace ivschat::chat {
namespace {

bool before(timestamp updated_a, std::string_view arn_a, timestamp updated_b,
            std::string_view arn_b) {
    return std::tie(updated_b, arn_a) < std::tie(updated_a, arn_b);
}

bool is_seen(const caller& caller, const room& room) {
    const auto parts = parse_arn(room.arn);
    return parts && caller.sees(parts->account, parts->region);
}

} // namespace

bool room_filter::matches(const room& room) const {
    const auto& settings = room.settings;
    if (name && *name != settings.name) return false;
    if (review_handler_uri) {
        const std::string_view uri =
            settings.review_handler ? std::string_view{settings.review_handler->uri} : "";
        if (*review_handler_uri != uri) return false;
    }
    const auto& configurations = settings.logging_configurations;
    return !logging_configuration || std::find(configurations.begin(), configurations.end(),
                                               *logging_configuration) != configurations.end();
}

bool room_directory::latest_first::operator()(const room* a, const room* b) const {
    return before(a->updated, a->arn, b->updated, b->arn);
}
bool room_directory::latest_first::operator()(const room* a, const room_position& b) const {
    return before(a->updated, a->arn, b.updated, b.arn);
}
bool room_directory::latest_first::operator()(const room_position& a, const room* b) const {
    return before(a.updated, a.arn, b->updated, b->arn);
}

const room& room_directory::add(room added) {
    auto owned = std::make_unique<room>(std::move(added));
    const room& room = *owned;
    rooms_.emplace(room.arn, std::move(owned));
    order_.insert(&room);
    return room;
}

bool room_directory::remove(std::string_view arn) {
    const auto found = rooms_.find(arn);
    if (found == rooms_.end()) return false;
    order_.erase(found->second.get());
    // The key lives inside the value: keep the room until the entry is gone.
    const auto room = std::move(found->second);
    rooms_.erase(found);
    return true;
}

room* room_directory::find(std::string_view arn) const {
    const auto found = rooms_.find(arn);
    return found == rooms_.end() ? nullptr : found->second.get();
}

room_page room_directory::list(const caller& caller, const room_filter& filter,
                               const std::optional<room_position>& after, std::size_t limit) const {
    room_page page;
    auto at = after ? order_.upper_bound(*after) : order_.begin();
    for (; at != order_.end(); ++at) {
        const room& room = **at;
        if (!is_seen(caller, room) || !filter.matches(room)) continue;
        if (page.rooms.size() == limit) {
            const auto& last = *page.rooms.back();
            page.next = room_position{.updated = last.updated, .arn = last.arn};
            break;
        }
        page.rooms.push_back(&room);
    }
    return page;
}

} // namespace ivschat::chat
