// What things are called at a destination.
// https://docs.aws.amazon.com/ivs/latest/ChatUserGuide/chat-logging.html
#pragma once

#include "chat_log/batch.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// AWSLogs/ACCOUNT/IVSChatLogs/1.0/REGION/room_ID/yyyy/MM/dd/HH/…_yyyyMMddTHHmmZ_HASH.log.gz, of the
// account and the region of the room, and the minute of the first record.
std::string object_key(const batch& batch);

// aws/IVSChatLogs/1.0/room_ID
std::string stream_name(const batch& batch);

// A name with slashes in it as a path below a directory: the slashes separate folders, and nothing
// in the name leads out, is hidden by another name, or is too long for a file system.
std::filesystem::path relative_path(std::string_view name);

} // namespace ivschat::chat_log
