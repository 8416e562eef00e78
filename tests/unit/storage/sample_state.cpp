#include "sample_state.hpp"

#include <chrono>

namespace ivschat::storage::test {

namespace {

const std::string arn_prefix = "arn:aws:ivschat:us-east-1:123456789012:";

std::string to_text(const chat::tag_map& tags) {
    std::string text;
    for (const auto& [key, value] : tags) text.append(key).append("=").append(value).append(" ");
    return text;
}

std::string to_text(chat::timestamp time) {
    return std::to_string(time.time_since_epoch().count());
}

} // namespace

chat::room plain_room(const std::string& id) {
    return {.arn = arn_prefix + "room/" + id, .settings = {}, .created = now, .updated = now};
}

chat::room full_room(const std::string& id) {
    return {.arn = arn_prefix + "room/" + id,
            .settings = {.name = "the-room",
                         .maximum_message_rate_per_second = 4'294'967'295,
                         .maximum_message_length = 1,
                         .review_handler =
                             chat::review_handler{.uri = "arn:aws:lambda:us-east-1:1:function:f",
                                                  .fallback = chat::review_fallback::deny},
                         .tags = {{"stage", "test"}, {"team", "chat"}, {"", ""}},
                         // Unsorted, and with a duplicate.
                         .logging_configurations = {"c", "a", "b", "a"}},
            .created = now - std::chrono::nanoseconds{1},
            .updated = now};
}

chat::logging_configuration full_configuration(const std::string& id) {
    return {
        .arn = arn_prefix + "logging-configuration/" + id,
        .settings = {.name = "the-configuration",
                     .destination = {.kind = chat::destination_kind::firehose, .name = "stream"},
                     .tags = {{"stage", "test"}}},
        .created = now - std::chrono::hours{1},
        .updated = now};
}

chat::token_used token(unsigned char first_byte, chat::timestamp expires_at) {
    chat::token_used used{.token = {}, .expires_at = expires_at};
    used.token.front() = std::byte{first_byte};
    used.token.back() = std::byte{0xff};
    return used;
}

std::string hostile_text() {
    using namespace std::string_literals;
    return "\0a\0'; DROP TABLE rooms; --\"\\%_?1 \n\r\t\x7f \u00e9\u2028\ufeff\U0001F389 \0"s;
}

std::string to_text(const chat::room& room) {
    const auto& settings = room.settings;
    auto text = room.arn + " " + settings.name + " " +
                std::to_string(settings.maximum_message_rate_per_second) + " " +
                std::to_string(settings.maximum_message_length) + " ";
    if (const auto& handler = settings.review_handler) {
        text +=
            "(" + handler->uri + " " + std::to_string(static_cast<int>(handler->fallback)) + ") ";
    }
    text += to_text(settings.tags);
    for (const auto& arn : settings.logging_configurations) text += arn + " ";
    return text + to_text(room.created) + " " + to_text(room.updated);
}

std::string to_text(const chat::logging_configuration& configuration) {
    const auto& settings = configuration.settings;
    return configuration.arn + " " + settings.name + " " +
           std::to_string(static_cast<int>(settings.destination.kind)) + " " +
           settings.destination.name + " " + to_text(settings.tags) +
           to_text(configuration.created) + " " + to_text(configuration.updated);
}

} // namespace ivschat::storage::test
