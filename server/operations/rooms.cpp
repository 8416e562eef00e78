#include "operations/rooms.hpp"

#include "chat/arn.hpp"
#include "operations/described.hpp"
#include "operations/ensure_room.hpp"
#include "operations/page_token.hpp"
#include "operations/refusals.hpp"

namespace ivschat::operations {
namespace {

chat::review_fallback to_fallback(model::fallback_result result) {
    return result == model::fallback_result::deny ? chat::review_fallback::deny
                                                  : chat::review_fallback::allow;
}

model::fallback_result to_fallback_result(chat::review_fallback fallback) {
    return fallback == chat::review_fallback::deny ? model::fallback_result::deny
                                                   : model::fallback_result::allow;
}

chat::review_handler to_review_handler(model::message_review_handler handler) {
    return {.uri = std::move(handler.uri).value_or(""),
            .fallback = to_fallback(handler.fallback.value_or(model::fallback_result::allow))};
}

// For the members that requests and seeds share.
template <class Description>
chat::room_settings to_settings(Description given) {
    chat::room_settings settings;
    settings.name = std::move(given.room_name).value_or("");
    if (given.maximum_message_rate_per_second) {
        settings.maximum_message_rate_per_second =
            static_cast<std::uint32_t>(*given.maximum_message_rate_per_second);
    }
    if (given.maximum_message_length) {
        settings.maximum_message_length = static_cast<std::uint32_t>(*given.maximum_message_length);
    }
    if (given.review_handler) {
        settings.review_handler = to_review_handler(*std::move(given.review_handler));
    }
    if (given.tags) settings.tags = *std::move(given.tags);
    if (given.logging_configuration_identifiers) {
        settings.logging_configurations = *std::move(given.logging_configuration_identifiers);
    }
    return settings;
}

// For the members that rooms and room summaries share.
template <class Description>
Description describe_as(const chat::room& room) {
    const auto& settings = room.settings;
    Description description;
    description.arn = room.arn;
    description.id = std::string{chat::parse_arn(room.arn)->id};
    description.room_name = settings.name;
    description.create_time = room.created;
    description.update_time = chat::in_milliseconds(room.updated);
    if (settings.review_handler) {
        description.review_handler = model::message_review_handler{
            .uri = settings.review_handler->uri,
            .fallback = to_fallback_result(settings.review_handler->fallback)};
    }
    description.tags = settings.tags;
    if (!settings.logging_configurations.empty()) {
        description.logging_configuration_identifiers = settings.logging_configurations;
    }
    return description;
}

std::optional<std::uint32_t> to_unsigned(const std::optional<std::int32_t>& number) {
    if (!number) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

} // namespace

model::room_description describe(const chat::room& room) {
    auto description = describe_as<model::room_description>(room);
    description.maximum_message_rate_per_second =
        static_cast<std::int32_t>(room.settings.maximum_message_rate_per_second);
    description.maximum_message_length =
        static_cast<std::int32_t>(room.settings.maximum_message_length);
    return description;
}

chat::room to_room(const model::room_description& description, chat::timestamp now) {
    const auto created = description.create_time.value_or(now);
    return {.arn = description.arn,
            .settings = to_settings(description),
            .created = created,
            .updated = description.update_time.value_or(created)};
}

model::result<model::room_description> create_room(environment& env, const chat::caller& caller,
                                                   model::create_room_request request) {
    return described(env.state.execute(chat::create_room{
                         .caller = caller, .settings = to_settings(std::move(request))}),
                     "");
}

model::result<model::room_description> get_room(environment& env, const chat::caller& caller,
                                                model::get_room_request request) {
    const auto ensured = ensure_room(env, caller, request.identifier);
    if (!ensured) return ensured.error();
    return described(env.state.query().find_room(caller, request.identifier), request.identifier);
}

model::result<model::room_description> update_room(environment& env, const chat::caller& caller,
                                                   model::update_room_request request) {
    chat::room_changes changes{
        .name = std::move(request.room_name),
        .maximum_message_rate_per_second = to_unsigned(request.maximum_message_rate_per_second),
        .maximum_message_length = to_unsigned(request.maximum_message_length),
        .review_handler_uri = {},
        .review_handler_fallback = {},
        .logging_configurations = std::move(request.logging_configuration_identifiers)};
    if (request.review_handler) {
        changes.review_handler_uri = std::move(request.review_handler->uri);
        if (request.review_handler->fallback) {
            changes.review_handler_fallback = to_fallback(*request.review_handler->fallback);
        }
    }
    return described(env.state.execute(chat::update_room{.caller = caller,
                                                         .arn = request.identifier,
                                                         .changes = std::move(changes)}),
                     request.identifier);
}

model::result<model::list_rooms_response> list_rooms(environment& env, const chat::caller& caller,
                                                     model::list_rooms_request request) {
    const chat::room_filter filter{
        .name = std::move(request.room_name),
        .review_handler_uri = std::move(request.message_review_handler_uri),
        .logging_configuration = std::move(request.logging_configuration_identifier)};
    const auto list = list_fingerprint("ListRooms", env.epochs.of_everything(),
                                       {caller.account, caller.region, filter.name,
                                        filter.review_handler_uri, filter.logging_configuration});
    const auto after = decode_next_token(request.next_token, list);
    if (!after) return after.error();
    const auto limit = page_size(request.max_results);
    const auto page = env.state.query().list_rooms(caller, filter, *after, limit);
    model::list_rooms_response response;
    for (const auto* room : page.items) {
        response.rooms.push_back(describe_as<model::room_summary>(*room));
    }
    if (page.next) response.next_token = encode_page_token(*page.next, list);
    return response;
}

model::result<void> delete_room(environment& env, const chat::caller& caller,
                                model::delete_room_request request) {
    const auto deleted =
        env.state.execute(chat::delete_room{.caller = caller, .arn = request.identifier});
    if (!deleted) return to_api_error(deleted.error(), request.identifier);
    return {};
}

} // namespace ivschat::operations
