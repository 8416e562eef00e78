// The names of objects, streams and files at a destination.
// https://docs.aws.amazon.com/ivs/latest/ChatUserGuide/chat-logging.html
#pragma once

#include "chat_log/batch.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// AWSLogs/ACCOUNT/IVSChatLogs/1.0/REGION/room_ID/yyyy/MM/dd/HH/…_yyyyMMddTHHmmZ_HASH.log.gz, with
// the account and the region of the room, and the minute of the first record.
std::string object_key(const batch& batch);

// aws/IVSChatLogs/1.0/room_ID
std::string stream_name(const batch& batch);

// Turns a name into a relative path in which slashes separate folders. The path never leads out of
// its directory, different names give different paths, and no part is too long for a file system.
std::filesystem::path relative_path(std::string_view name);

} // namespace ivschat::chat_log
