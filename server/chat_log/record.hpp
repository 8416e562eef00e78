// The documented record: what subscribers received, and when.
// https://docs.aws.amazon.com/ivs/latest/ChatUserGuide/chat-logging.html
#pragma once

#include "chat/effects.hpp"
#include "text/timestamp.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ivschat::chat_log {

// The version in records, keys and stream names.
inline constexpr std::string_view format_version = "1.0";

using logged = std::variant<chat::message, chat::event>;

text::timestamp sent_at(const logged& what);

// One line, without a line feed. Its time is SendTime truncated to milliseconds, as seen in AWS's
// records.
std::string record_of(const logged& what);

// The time in a record. Nothing if the text is not a record.
std::optional<text::timestamp> time_of(std::string_view record);

} // namespace ivschat::chat_log
