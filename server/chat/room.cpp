#include "chat/room.hpp"

#include <algorithm>

namespace ivschat::chat {

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

void room_changes::apply_to(room_settings& settings) const {
    if (name) settings.name = *name;
    if (maximum_message_rate_per_second) {
        settings.maximum_message_rate_per_second = *maximum_message_rate_per_second;
    }
    if (maximum_message_length) settings.maximum_message_length = *maximum_message_length;
    if (review_handler_uri || review_handler_fallback) {
        // An empty URI disables the handler; AWS was observed to keep the block itself.
        if (!settings.review_handler) settings.review_handler.emplace();
        auto& handler = *settings.review_handler;
        if (review_handler_uri) handler.uri = *review_handler_uri;
        if (review_handler_fallback) handler.fallback = *review_handler_fallback;
    }
    if (logging_configurations) settings.logging_configurations = *logging_configurations;
}

} // namespace ivschat::chat
