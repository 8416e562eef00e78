// Account quotas from a TOML file.
#pragma once

#include "chat/quotas.hpp"

#include <filesystem>

namespace ivschat::cli {

// Without a base there are no quotas; `base = "aws"` starts from AWS's numbers. 0 means unlimited.
// Throws startup_error, which names the file, the key and the remedy.
//
//     base = "off"                              # or "aws"
//     rooms = 50000                             # per account and region
//     logging-configurations = 10
//     connections = 50000                       # per account and region
//     send-messages-per-second = 1000           # of all rooms together
//     requests-per-second-of-a-connection = 10
//     room-message-rates = true                 # enforce maximumMessageRatePerSecond
//
//     [requests-per-second]                     # per account and region
//     CreateChatToken = 200                     # or any other operation
//
//     [room-message-rate]                       # instead of the room's own
//     "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl" = 5
chat::quotas load_quotas(const std::filesystem::path& file);

} // namespace ivschat::cli
