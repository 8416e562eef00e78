// Account quotas from a TOML file.
#pragma once

#include "chat/quotas.hpp"

#include <filesystem>

namespace ivschat::cli {

// Starts from no quotas, or from AWS's numbers with `base = "aws"`; 0 is no limit. Throws
// startup_error, naming the file, the key and the remedy.
//
//     base = "off"                              # or "aws"
//     rooms = 50000                             # of an account in a region
//     logging-configurations = 10
//     connections = 50000                       # to the rooms of an account in a region
//     send-messages-per-second = 1000           # over all rooms
//     requests-per-second-of-a-connection = 10
//     room-message-rates = true                 # whether maximumMessageRatePerSecond holds
//
//     [requests-per-second]                     # of an account in a region
//     CreateChatToken = 200                     # or any other operation
//
//     [room-message-rate]                       # in the place of the room's own
//     "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl" = 5
chat::quotas load_quotas(const std::filesystem::path& file);

} // namespace ivschat::cli
