// Where the messages of rooms are logged to.
#pragma once

#include "chat/types.hpp"

#include <optional>
#include <string>

namespace ivschat::chat {

enum class destination_kind : std::uint8_t { s3, cloudwatch_logs, firehose };

struct log_destination {
    destination_kind kind;
    std::string name; // of the bucket, the log group or the delivery stream

    bool operator==(const log_destination&) const = default;
};

// What a client sets.
struct logging_configuration_settings {
    std::string name;
    log_destination destination;
    tag_map tags;

    bool operator==(const logging_configuration_settings&) const = default;
};

// Always ACTIVE: AWS was seen to create synchronously.
struct logging_configuration {
    std::string arn;
    logging_configuration_settings settings;
    timestamp created;
    timestamp updated;

    tag_map& tags() { return settings.tags; }
    const tag_map& tags() const { return settings.tags; }
};

// What UpdateLoggingConfiguration changes: members that are not set stay as they are.
struct logging_configuration_changes {
    std::optional<std::string> name = {};
    std::optional<log_destination> destination = {};
};

} // namespace ivschat::chat
