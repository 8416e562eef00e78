#include "operations/rooms.hpp"

#include "chat/arn.hpp"
#include "operations/page_token.hpp"
#include "operations/refusals.hpp"

namespace ivschat::operations {
namespace {

constexpr std::int32_t default_page = 50;

chat::review_handler to_review_handler(model::message_review_handler handler) {
    const bool is_deny = handler.fallback == model::fallback_result::deny;
    return {.uri = std::move(handler.uri).value_or(""),
            .fallback = is_deny ? chat::review_fallback::deny : chat::review_fallback::allow};
}

// The members that requests and seeds share.
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

// The members that whole rooms and summaries share.
template <class Description>
Description describe(const chat::room& room) {
    const auto& settings = room.settings;
    Description description;
    description.arn = room.arn;
    description.id = std::string{chat::parse_arn(room.arn)->id};
    description.room_name = settings.name;
    description.create_time = room.created;
    description.update_time = room.updated;
    if (settings.review_handler) {
        const bool is_deny = settings.review_handler->fallback == chat::review_fallback::deny;
        description.review_handler = model::message_review_handler{
            .uri = settings.review_handler->uri,
            .fallback = is_deny ? model::fallback_result::deny : model::fallback_result::allow};
    }
    description.tags = settings.tags;
    if (!settings.logging_configurations.empty()) {
        description.logging_configuration_identifiers = settings.logging_configurations;
    }
    return description;
}

model::room_description describe_whole(const chat::room& room) {
    auto description = describe<model::room_description>(room);
    description.maximum_message_rate_per_second =
        static_cast<std::int32_t>(room.settings.maximum_message_rate_per_second);
    description.maximum_message_length =
        static_cast<std::int32_t>(room.settings.maximum_message_length);
    return description;
}

// Filters and what the caller may see: a token of one list does not go on in another.
std::string list_name(const chat::caller& caller, const chat::room_filter& filter) {
    std::string name = "ListRooms";
    const std::optional<std::string>* const parts[] = {&caller.account, &caller.region,
                                                       &filter.name, &filter.review_handler_uri,
                                                       &filter.logging_configuration};
    for (const auto* part : parts) name += *part ? "\n=" + **part : "\n";
    return name;
}

} // namespace

chat::room to_room(const model::room_description& description, chat::timestamp now) {
    const auto created = description.create_time.value_or(now);
    return {.arn = description.arn,
            .settings = to_settings(description),
            .created = created,
            .updated = description.update_time.value_or(created)};
}

model::result<model::room_description> create_room(environment& env, const chat::caller& caller,
                                                   model::create_room_request request) {
    auto settings = to_settings(std::move(request));
    const std::string first_configuration =
        settings.logging_configurations.empty() ? "" : settings.logging_configurations.front();
    auto created = env.state.run([&](chat::service& service, chat::timestamp now,
                                     chat::effects&) -> chat::outcome<model::room_description> {
        const auto room = service.create_room(now, caller, std::move(settings));
        if (!room) return room.error();
        return describe_whole(**room);
    });
    if (!created) return to_api_error(created.error(), first_configuration);
    return *std::move(created);
}

model::result<model::room_description> get_room(environment& env, const chat::caller& caller,
                                                model::get_room_request request) {
    auto found = env.state.run([&](chat::service& service, chat::timestamp now,
                                   chat::effects&) -> chat::outcome<model::room_description> {
        const auto room = service.find_room(now, caller, request.identifier);
        if (!room) return room.error();
        return describe_whole(**room);
    });
    if (!found) return to_api_error(found.error(), request.identifier);
    return *std::move(found);
}

model::result<model::list_rooms_response> list_rooms(environment& env, const chat::caller& caller,
                                                     model::list_rooms_request request) {
    const chat::room_filter filter{
        .name = std::move(request.room_name),
        .review_handler_uri = std::move(request.message_review_handler_uri),
        .logging_configuration = std::move(request.logging_configuration_identifier)};
    const auto list = list_name(caller, filter);
    std::optional<chat::room_position> after;
    // An empty token means the first page, as an absent one does.
    if (request.next_token && !request.next_token->empty()) {
        after = decode_page_token(*request.next_token, list);
        if (!after) {
            return model::api_error::validation(
                {{.name = "nextToken",
                  .message = "Value at '/nextToken' failed to satisfy constraint: Member must be a "
                             "token that ListRooms gave for the same filters"}});
        }
    }
    const auto limit = static_cast<std::size_t>(request.max_results.value_or(default_page));
    return env.state.run([&](chat::service& service, chat::timestamp, chat::effects&) {
        const auto page = service.list_rooms(caller, filter, after, limit);
        model::list_rooms_response response;
        for (const auto* room : page.rooms) {
            response.rooms.push_back(describe<model::room_summary>(*room));
        }
        if (page.next) response.next_token = encode_page_token(*page.next, list);
        return response;
    });
}

model::result<void> delete_room(environment& env, const chat::caller& caller,
                                model::delete_room_request request) {
    const auto deleted =
        env.state.run([&](chat::service& service, chat::timestamp, chat::effects&) {
            return service.delete_room(caller, request.identifier);
        });
    if (!deleted) return to_api_error(deleted.error(), request.identifier);
    return {};
}

} // namespace ivschat::operations
