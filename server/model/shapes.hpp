// The API's named types and their constraints, with the names of the API model.
#pragma once

#include "model/members.hpp"

namespace ivschat::model {

enum class chat_token_capability : std::uint8_t { send_message, disconnect_user, delete_message };
enum class fallback_result : std::uint8_t { allow, deny };
enum class logging_configuration_state : std::uint8_t {
    creating,
    create_failed,
    deleting,
    delete_failed,
    updating,
    update_failed,
    active
};

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

inline constexpr string_shape logging_configuration_arn{"LoggingConfigurationArn", 1, 128,
                                                        &patterns::logging_configuration_arn};
inline constexpr string_shape logging_configuration_id{"LoggingConfigurationID", 12, 12,
                                                       &patterns::alphanumeric};
inline constexpr string_shape logging_configuration_name{"LoggingConfigurationName", 0, 128,
                                                         &patterns::name};
inline constexpr enum_shape<logging_configuration_state, 7> logging_configuration_state{
    "LoggingConfigurationState",
    {{{"CREATING", model::logging_configuration_state::creating},
      {"CREATE_FAILED", model::logging_configuration_state::create_failed},
      {"DELETING", model::logging_configuration_state::deleting},
      {"DELETE_FAILED", model::logging_configuration_state::delete_failed},
      {"UPDATING", model::logging_configuration_state::updating},
      {"UPDATE_FAILED", model::logging_configuration_state::update_failed},
      {"ACTIVE", model::logging_configuration_state::active}}}};
inline constexpr string_shape bucket_name{"BucketName", 3, 63, &patterns::bucket_name};
inline constexpr string_shape log_group_name{"LogGroupName", 1, 512, &patterns::log_group_name};
inline constexpr string_shape delivery_stream_name{"DeliveryStreamName", 1, 64,
                                                   &patterns::delivery_stream_name};

inline constexpr string_shape resource_arn{"ResourceArn", 1, 128, &patterns::resource_arn};
inline constexpr string_shape tag_key{"TagKey", 1, 128, &patterns::tag_key};
inline constexpr map_shape<string_shape, string_shape> tags{
    .name = "Tags", .key = tag_key, .value = {"TagValue", 0, 256}, .min = 0, .max = 50};
inline constexpr list_shape<string_shape> tag_key_list{"TagKeyList", tag_key, 0, 50};

inline constexpr string_shape user_id{"UserID", 1, 128};
inline constexpr integer_shape session_duration_in_minutes{"SessionDurationInMinutes", 1, 180};
inline constexpr enum_shape<chat_token_capability, 3> chat_token_capability{
    "ChatTokenCapability",
    {{{"SEND_MESSAGE", model::chat_token_capability::send_message},
      {"DISCONNECT_USER", model::chat_token_capability::disconnect_user},
      {"DELETE_MESSAGE", model::chat_token_capability::delete_message}}}};
inline constexpr list_shape<enum_shape<model::chat_token_capability, 3>> chat_token_capabilities{
    "ChatTokenCapabilities", chat_token_capability};
// The API model has no limit; the API reference says 1 KB in total.
inline constexpr map_shape<string_shape, string_shape> chat_token_attributes{
    .name = "ChatTokenAttributes", .key = {"String"}, .value = {"String"}, .max_bytes = 1024};
inline constexpr string_shape chat_token{"ChatToken"};

inline constexpr string_shape id{"ID", 12, 12, &patterns::alphanumeric};
inline constexpr string_shape message_id{"MessageID", 12, 12, &patterns::alphanumeric};
inline constexpr string_shape reason{"Reason", 1, 256};
inline constexpr string_shape event_name{"EventName", 1, 100};
// The API model has no limit; the user guide's document history says 4 KB since November 2025.
inline constexpr map_shape<string_shape, string_shape> event_attributes{
    .name = "EventAttributes", .key = {"String"}, .value = {"String"}, .max_bytes = 4096};

inline constexpr string_shape pagination_token{"PaginationToken", 0, 1024};
inline constexpr integer_shape max_room_results{"MaxRoomResults", 1, 50};
inline constexpr integer_shape max_logging_configuration_results{"MaxLoggingConfigurationResults",
                                                                 1, 50};
inline constexpr timestamp_shape time{"Time"};

} // namespace shapes
} // namespace ivschat::model
