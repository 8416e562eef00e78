// Requests and replies of the operations on rooms.
#pragma once

#include "model/shapes.hpp"
#include "text/timestamp.hpp"

#include <map>
#include <string>
#include <vector>

namespace ivschat::model {

using text::timestamp;
using tag_map = std::map<std::string, std::string>;

struct message_review_handler {
    std::optional<std::string> uri;
    std::optional<fallback_result> fallback;

    static constexpr std::string_view name = "MessageReviewHandler";
    static constexpr auto members() {
        return std::tuple{
            optional("uri", &message_review_handler::uri, shapes::lambda_arn),
            optional("fallbackResult", &message_review_handler::fallback, shapes::fallback_result)};
    }
};

// Members that several of the structures below share.
namespace room_members {

template <class Structure>
constexpr auto maximum_message_rate_per_second() {
    return optional("maximumMessageRatePerSecond", &Structure::maximum_message_rate_per_second,
                    shapes::room_max_message_rate_per_second);
}
template <class Structure>
constexpr auto maximum_message_length() {
    return optional("maximumMessageLength", &Structure::maximum_message_length,
                    shapes::room_max_message_length);
}
template <class Structure>
constexpr auto review_handler() {
    return optional("messageReviewHandler", &Structure::review_handler,
                    structure_shape<message_review_handler>{});
}
template <class Structure>
constexpr auto logging_configuration_identifiers() {
    return optional("loggingConfigurationIdentifiers",
                    &Structure::logging_configuration_identifiers,
                    shapes::logging_configuration_identifier_list);
}

} // namespace room_members

struct create_room_request {
    std::optional<std::string> room_name;
    std::optional<std::int32_t> maximum_message_rate_per_second;
    std::optional<std::int32_t> maximum_message_length;
    std::optional<message_review_handler> review_handler;
    std::optional<tag_map> tags;
    std::optional<std::vector<std::string>> logging_configuration_identifiers;

    static constexpr std::string_view name = "CreateRoomRequest";
    static constexpr auto members() {
        using self = create_room_request;
        return std::tuple{optional("name", &self::room_name, shapes::room_name),
                          room_members::maximum_message_rate_per_second<self>(),
                          room_members::maximum_message_length<self>(),
                          room_members::review_handler<self>(),
                          optional("tags", &self::tags, shapes::tags),
                          room_members::logging_configuration_identifiers<self>()};
    }
};

// Members that are not set stay unchanged. Lists are replaced as a whole.
struct update_room_request {
    std::string identifier;
    std::optional<std::string> room_name;
    std::optional<std::int32_t> maximum_message_rate_per_second;
    std::optional<std::int32_t> maximum_message_length;
    std::optional<message_review_handler> review_handler;
    std::optional<std::vector<std::string>> logging_configuration_identifiers;

    static constexpr std::string_view name = "UpdateRoomRequest";
    static constexpr auto members() {
        using self = update_room_request;
        return std::tuple{required("identifier", &self::identifier, shapes::room_identifier),
                          optional("name", &self::room_name, shapes::room_name),
                          room_members::maximum_message_rate_per_second<self>(),
                          room_members::maximum_message_length<self>(),
                          room_members::review_handler<self>(),
                          room_members::logging_configuration_identifiers<self>()};
    }
};

// A complete room: the reply of CreateRoom, GetRoom and UpdateRoom, and a room in a seed file.
// AWS omits `messageReviewHandler` and `loggingConfigurationIdentifiers` if they are not set, while
// `tags` is `{}` (seen in published replies).
struct room_description {
    std::string arn;
    std::optional<std::string> id;
    std::optional<std::string> room_name;
    std::optional<timestamp> create_time;
    std::optional<timestamp> update_time;
    std::optional<std::int32_t> maximum_message_rate_per_second;
    std::optional<std::int32_t> maximum_message_length;
    std::optional<message_review_handler> review_handler;
    std::optional<tag_map> tags;
    std::optional<std::vector<std::string>> logging_configuration_identifiers;

    static constexpr std::string_view name = "CreateRoomResponse";
    static constexpr auto members() {
        using self = room_description;
        return std::tuple{required("arn", &self::arn, shapes::room_arn),
                          optional("id", &self::id, shapes::room_id),
                          optional("name", &self::room_name, shapes::room_name),
                          optional("createTime", &self::create_time, shapes::time),
                          optional("updateTime", &self::update_time, shapes::time),
                          room_members::maximum_message_rate_per_second<self>(),
                          room_members::maximum_message_length<self>(),
                          room_members::review_handler<self>(),
                          optional("tags", &self::tags, shapes::tags),
                          room_members::logging_configuration_identifiers<self>()};
    }
};

// A room in a list. It lacks the two maximum members.
struct room_summary {
    std::optional<std::string> arn;
    std::optional<std::string> id;
    std::optional<std::string> room_name;
    std::optional<message_review_handler> review_handler;
    std::optional<timestamp> create_time;
    std::optional<timestamp> update_time;
    std::optional<tag_map> tags;
    std::optional<std::vector<std::string>> logging_configuration_identifiers;

    static constexpr std::string_view name = "RoomSummary";
    static constexpr auto members() {
        using self = room_summary;
        return std::tuple{optional("arn", &self::arn, shapes::room_arn),
                          optional("id", &self::id, shapes::room_id),
                          optional("name", &self::room_name, shapes::room_name),
                          room_members::review_handler<self>(),
                          optional("createTime", &self::create_time, shapes::time),
                          optional("updateTime", &self::update_time, shapes::time),
                          optional("tags", &self::tags, shapes::tags),
                          room_members::logging_configuration_identifiers<self>()};
    }
};

struct get_room_request {
    std::string identifier;

    static constexpr std::string_view name = "GetRoomRequest";
    static constexpr auto members() {
        return std::tuple{
            required("identifier", &get_room_request::identifier, shapes::room_identifier)};
    }
};

struct delete_room_request {
    std::string identifier;

    static constexpr std::string_view name = "DeleteRoomRequest";
    static constexpr auto members() {
        return std::tuple{
            required("identifier", &delete_room_request::identifier, shapes::room_identifier)};
    }
};

struct list_rooms_request {
    std::optional<std::string> room_name;
    std::optional<std::string> next_token;
    std::optional<std::int32_t> max_results;
    std::optional<std::string> message_review_handler_uri;
    std::optional<std::string> logging_configuration_identifier;

    static constexpr std::string_view name = "ListRoomsRequest";
    static constexpr auto members() {
        using self = list_rooms_request;
        return std::tuple{optional("name", &self::room_name, shapes::room_name),
                          optional("nextToken", &self::next_token, shapes::pagination_token),
                          optional("maxResults", &self::max_results, shapes::max_room_results),
                          optional("messageReviewHandlerUri", &self::message_review_handler_uri,
                                   shapes::lambda_arn),
                          optional("loggingConfigurationIdentifier",
                                   &self::logging_configuration_identifier,
                                   shapes::logging_configuration_identifier)};
    }
};

struct list_rooms_response {
    std::vector<room_summary> rooms;
    std::optional<std::string> next_token;

    static constexpr std::string_view name = "ListRoomsResponse";
    static constexpr auto members() {
        using self = list_rooms_response;
        return std::tuple{required("rooms", &self::rooms,
                                   list_shape<structure_shape<room_summary>>{"RoomList", {}}),
                          optional("nextToken", &self::next_token, shapes::pagination_token)};
    }
};

} // namespace ivschat::model
