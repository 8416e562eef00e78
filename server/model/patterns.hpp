// Hand-written matchers for the API model's string patterns: std::regex is slow and recurses on
// long input. Unit tests compare each matcher with std::regex.
#pragma once

#include <string_view>

namespace ivschat::model {

struct pattern {
    std::string_view text; // as in validation messages
    bool (*matches)(std::string_view value);
    std::string_view hint = {}; // an example of a valid value; may be empty
};

namespace patterns {

bool is_room_arn(std::string_view value);
bool is_logging_configuration_arn(std::string_view value);
bool is_lambda_arn_or_empty(std::string_view value);
bool is_name(std::string_view value);
bool is_alphanumeric(std::string_view value);
bool is_not_reserved_tag_key(std::string_view value);
bool is_resource_arn(std::string_view value);
bool is_bucket_name(std::string_view value);
bool is_log_group_name(std::string_view value);
bool is_delivery_stream_name(std::string_view value);

// The parts of ARNs. AWS's patterns allow any length; both are checked where they come in: in
// credentials and in options.
bool is_region(std::string_view value);
bool is_account(std::string_view value);

inline constexpr pattern room_arn{
    .text = "^arn:aws:ivschat:[a-z0-9-]+:[0-9]+:room/[a-zA-Z0-9-]+$",
    .matches = is_room_arn,
    .hint = "a full room ARN such as arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"};

inline constexpr pattern logging_configuration_arn{
    .text = "^arn:aws:ivschat:[a-z0-9-]+:[0-9]+:logging-configuration/[a-zA-Z0-9-]+$",
    .matches = is_logging_configuration_arn,
    .hint = "a full ARN such as "
            "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl"};

// The API model's pattern has `[a-z-]/`, which matches no ARN because a `+` is missing.
inline constexpr pattern resource_arn{
    .text = "^arn:aws:ivschat:[a-z0-9-]+:[0-9]+:[a-z-]+/[a-zA-Z0-9-]+$",
    .matches = is_resource_arn,
    .hint = "the full ARN of a room or a logging configuration"};

inline constexpr pattern bucket_name{.text = "^[a-z0-9-.]+$", .matches = is_bucket_name};
inline constexpr pattern log_group_name{.text = "^[\\.\\-_/#A-Za-z0-9]+$",
                                        .matches = is_log_group_name};
inline constexpr pattern delivery_stream_name{.text = "^[a-zA-Z0-9_.-]+$",
                                              .matches = is_delivery_stream_name};

inline constexpr pattern lambda_arn{
    .text = "^$|^arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:.+.*$", // spelled as by AWS
    .matches = is_lambda_arn_or_empty,
    .hint = "a function ARN such as arn:aws:lambda:us-east-1:123456789012:function:review, or an "
            "empty string for none"};

inline constexpr pattern name{.text = "^[a-zA-Z0-9-_]*$", .matches = is_name};

inline constexpr pattern alphanumeric{.text = "^[a-zA-Z0-9]+$", .matches = is_alphanumeric};

// Not in the API model. This is the general rule for tags of all AWS services.
inline constexpr pattern tag_key{.text = "^(?![aA][wW][sS]:)[\\s\\S]*$",
                                 .matches = is_not_reserved_tag_key,
                                 .hint = "a key that does not begin with aws:, which is reserved"};

} // namespace patterns
} // namespace ivschat::model
