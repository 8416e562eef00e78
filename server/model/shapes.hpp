// The named types of the API and their constraints. Names are the API model's.
#pragma once

#include "model/members.hpp"

namespace ivschat::model {

enum class chat_token_capability : std::uint8_t { send_message, disconnect_user, delete_message };
enum class fallback_result : std::uint8_t { allow, deny };

namespace shapes {

inline constexpr string_shape room_arn{"RoomArn", 1, 128, &patterns::room_arn};
inline constexpr string_shape room_identifier{"RoomIdentifier", 1, 128, &patterns::room_arn};
inline constexpr string_shape room_id{"RoomID", 12, 12, &patterns::alphanumeric};
inline constexpr string_shape room_name{"RoomName", 0, 128, &patterns::name};
inline constexpr integer_shape room_max_message_rate_per_second{"RoomMaxMessageRatePerSecond", 1,
                                                                100};
inline constexpr integer_shape room_max_message_length{"RoomMaxMessageLength", 1, 500};
inline constexpr string_shape lambda_arn{"LambdaArn", 0, 170, &patterns::lambda_arn};
inline constexpr enum_shape<fallback_result, 2> fallback_result{
    "FallbackResult",
    {{{"ALLOW", model::fallback_result::allow}, {"DENY", model::fallback_result::deny}}}};

inline constexpr string_shape logging_configuration_identifier{
    "LoggingConfigurationIdentifier", 1, 128, &patterns::logging_configuration_arn};
inline constexpr list_shape<string_shape> logging_configuration_identifier_list{
    "LoggingConfigurationIdentifierList", logging_configuration_identifier, 0, 3};

inline constexpr map_shape<string_shape, string_shape> tags{
    .name = "Tags",
    .key = {"TagKey", 1, 128, &patterns::tag_key},
    .value = {"TagValue", 0, 256},
    .min = 0,
    .max = 50};

inline constexpr string_shape user_id{"UserID", 1, 128};
inline constexpr integer_shape session_duration_in_minutes{"SessionDurationInMinutes", 1, 180};
inline constexpr enum_shape<chat_token_capability, 3> chat_token_capability{
    "ChatTokenCapability",
    {{{"SEND_MESSAGE", model::chat_token_capability::send_message},
      {"DISCONNECT_USER", model::chat_token_capability::disconnect_user},
      {"DELETE_MESSAGE", model::chat_token_capability::delete_message}}}};
inline constexpr list_shape<enum_shape<model::chat_token_capability, 3>> chat_token_capabilities{
    "ChatTokenCapabilities", chat_token_capability};
// The API model has no limit; the text says 1 KB in total.
inline constexpr map_shape<string_shape, string_shape> chat_token_attributes{
    .name = "ChatTokenAttributes", .key = {"String"}, .value = {"String"}, .max_bytes = 1024};
inline constexpr string_shape chat_token{"ChatToken"};

inline constexpr string_shape pagination_token{"PaginationToken", 0, 1024};
inline constexpr integer_shape max_room_results{"MaxRoomResults", 1, 50};
inline constexpr timestamp_shape time{"Time"};

} // namespace shapes
} // namespace ivschat::model
