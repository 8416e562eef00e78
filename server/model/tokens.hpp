// The request and the reply of CreateChatToken.
#pragma once

#include "model/shapes.hpp"
#include "text/timestamp.hpp"

#include <map>
#include <string>
#include <vector>

namespace ivschat::model {

using text::timestamp;

struct create_chat_token_request {
    std::string room_identifier;
    std::string user_id;
    std::optional<std::vector<chat_token_capability>> capabilities;
    std::optional<std::int32_t> session_duration_in_minutes;
    std::optional<std::map<std::string, std::string>> attributes;

    static constexpr std::string_view name = "CreateChatTokenRequest";
    static constexpr auto members() {
        using self = create_chat_token_request;
        return std::tuple{
            required("roomIdentifier", &self::room_identifier, shapes::room_identifier),
            required("userId", &self::user_id, shapes::user_id),
            optional("capabilities", &self::capabilities, shapes::chat_token_capabilities),
            optional("sessionDurationInMinutes", &self::session_duration_in_minutes,
                     shapes::session_duration_in_minutes),
            optional("attributes", &self::attributes, shapes::chat_token_attributes)};
    }
};

struct create_chat_token_response {
    std::optional<std::string> token;
    std::optional<timestamp> token_expiration_time;
    std::optional<timestamp> session_expiration_time;

    static constexpr std::string_view name = "CreateChatTokenResponse";
    static constexpr auto members() {
        using self = create_chat_token_response;
        return std::tuple{
            optional("token", &self::token, shapes::chat_token),
            optional("tokenExpirationTime", &self::token_expiration_time, shapes::time),
            optional("sessionExpirationTime", &self::session_expiration_time, shapes::time)};
    }
};

} // namespace ivschat::model
