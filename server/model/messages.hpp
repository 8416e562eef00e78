// Requests and replies of the operations on a live room.
#pragma once

#include "model/shapes.hpp"

#include <map>
#include <string>

namespace ivschat::model {

struct send_event_request {
    std::string room_identifier;
    std::string event_name;
    std::optional<std::map<std::string, std::string>> attributes;

    static constexpr std::string_view name = "SendEventRequest";
    static constexpr auto members() {
        using self = send_event_request;
        return std::tuple{
            required("roomIdentifier", &self::room_identifier, shapes::room_identifier),
            required("eventName", &self::event_name, shapes::event_name),
            optional("attributes", &self::attributes, shapes::event_attributes)};
    }
};

struct send_event_response {
    std::optional<std::string> id; // of the event

    static constexpr std::string_view name = "SendEventResponse";
    static constexpr auto members() {
        return std::tuple{optional("id", &send_event_response::id, shapes::id)};
    }
};

struct delete_message_request {
    std::string room_identifier;
    std::string id;
    std::optional<std::string> reason;

    static constexpr std::string_view name = "DeleteMessageRequest";
    static constexpr auto members() {
        using self = delete_message_request;
        return std::tuple{
            required("roomIdentifier", &self::room_identifier, shapes::room_identifier),
            required("id", &self::id, shapes::message_id),
            optional("reason", &self::reason, shapes::reason)};
    }
};

struct delete_message_response {
    std::optional<std::string> id; // of the event, not of the message

    static constexpr std::string_view name = "DeleteMessageResponse";
    static constexpr auto members() {
        return std::tuple{optional("id", &delete_message_response::id, shapes::id)};
    }
};

struct disconnect_user_request {
    std::string room_identifier;
    std::string user_id;
    std::optional<std::string> reason;

    static constexpr std::string_view name = "DisconnectUserRequest";
    static constexpr auto members() {
        using self = disconnect_user_request;
        return std::tuple{
            required("roomIdentifier", &self::room_identifier, shapes::room_identifier),
            required("userId", &self::user_id, shapes::user_id),
            optional("reason", &self::reason, shapes::reason)};
    }
};

} // namespace ivschat::model
