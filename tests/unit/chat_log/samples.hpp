// Batches and rooms for the tests of chat logging.
#pragma once

#include "chat/effects.hpp"
#include "chat_log/batch.hpp"
#include "support/scratch_directory.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::chat_log::test {

using support::read;
using support::scratch_directory;
using support::write;

std::string gunzip(std::string_view bytes);

// "2026-11-22T08:00:00Z"
text::timestamp at(std::string_view time);
inline const text::timestamp start = at("2026-11-22T08:00:00Z");

log_time real_time(text::timestamp time);

std::string room_arn(std::string_view id);
std::string configuration_arn(std::string_view id);

target s3_target(std::string bucket = "bucket");
target cloudwatch_target(std::string group = "group");
target firehose_target(std::string stream = "stream");

// A batch with a realistic record for each text.
batch batch_of(const target& to, const std::vector<std::string>& texts,
               text::timestamp opened = start);
// A record of a message with this text.
std::string record_saying(std::string_view text, text::timestamp when = start);
// The messages' texts in the records of a batch.
std::vector<std::string> texts_in(std::string_view lines);

chat::room room(std::string_view id, std::initializer_list<std::string_view> configurations);
chat::logging_configuration configuration(std::string_view id, chat::log_destination destination);
chat::delivery delivery(std::string_view room, std::string text, text::timestamp when = start);

} // namespace ivschat::chat_log::test
