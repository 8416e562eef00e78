// Where the compiled tables deliberately differ from the API model.
#pragma once

#include "comparison.hpp"

namespace ivschat::test {

inline constexpr std::string_view room_arn_reason =
    "one structure serves replies, which always have it, and seeds, which must";
inline constexpr std::string_view state_reason =
    "one structure serves all replies; its only state is ACTIVE, which every one of the types has";

inline constexpr deviation deviations[] = {
    {.row = "shape ResourceArn",
     .fact = "pattern",
     .model = R"("arn:aws:ivschat:[a-z0-9-]+:[0-9]+:[a-z-]/[a-zA-Z0-9-]+")",
     .here = R"("arn:aws:ivschat:[a-z0-9-]+:[0-9]+:[a-z-]+/[a-zA-Z0-9-]+")",
     .reason = "no ARN there is matches the model's pattern, where a + is missing"},
    {.row = "shape TagKey",
     .fact = "pattern",
     .model = {},
     .here = R"re("(?![aA][wW][sS]:)[\\s\\S]*")re",
     .reason = "the tag rules of all AWS services reserve keys that begin with aws:"},
    {.row = "shape ChatTokenAttributes",
     .fact = "maxBytes",
     .model = {},
     .here = "1024",
     .reason = "the reference says 1 KB in its text only"},
    {.row = "shape EventAttributes",
     .fact = "maxBytes",
     .model = {},
     .here = "4096",
     .reason = "4 KB since November 2025, by the user guide's history"},
    {.row = "member CreateRoomResponse.arn",
     .fact = "required",
     .model = "false",
     .here = "true",
     .reason = room_arn_reason},
    {.row = "member GetRoomResponse.arn",
     .fact = "required",
     .model = "false",
     .here = "true",
     .reason = room_arn_reason},
    {.row = "member UpdateRoomResponse.arn",
     .fact = "required",
     .model = "false",
     .here = "true",
     .reason = room_arn_reason},
    {.row = "member CreateLoggingConfigurationResponse.state",
     .fact = "shape",
     .model = R"("CreateLoggingConfigurationState")",
     .here = R"("LoggingConfigurationState")",
     .reason = state_reason},
    {.row = "member UpdateLoggingConfigurationResponse.state",
     .fact = "shape",
     .model = R"("UpdateLoggingConfigurationState")",
     .here = R"("LoggingConfigurationState")",
     .reason = state_reason},
    {.row = "shape CreateLoggingConfigurationState",
     .fact = {},
     .model = R"({"enum":["ACTIVE"],"type":"string"})",
     .here = {},
     .reason = state_reason},
    {.row = "shape UpdateLoggingConfigurationState",
     .fact = {},
     .model = R"({"enum":["ACTIVE"],"type":"string"})",
     .here = {},
     .reason = state_reason},
};

} // namespace ivschat::test
