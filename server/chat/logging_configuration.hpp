// A logging configuration: where rooms log their messages.
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

// Always ACTIVE: AWS was observed to create it synchronously.
struct logging_configuration {
    std::string arn;
    logging_configuration_settings settings;
    timestamp created;
    timestamp updated;

    tag_map& tags() { return settings.tags; }
    const tag_map& tags() const { return settings.tags; }
};

// What UpdateLoggingConfiguration changes. Members that are not set stay unchanged.
struct logging_configuration_changes {
    std::optional<std::string> name = {};
    std::optional<log_destination> destination = {};
};

} // namespace ivschat::chat
