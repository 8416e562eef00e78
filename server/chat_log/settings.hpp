// The settings of chat logging.
#pragma once

#include "outbound/aws_request.hpp"
#include "outbound/http_client.hpp"
#include "outbound/url.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace ivschat::chat_log {

// In real time, not on the server's clock: the other side has its own.
struct retry_policy {
    // The pause between the first two attempts. It doubles up to `max_backoff`.
    std::chrono::milliseconds initial_backoff{500};
    // Also the pause after failures that are permanent until somebody changes something.
    std::chrono::milliseconds max_backoff{30'000};
    std::chrono::milliseconds request_timeout{20'000};
};

struct settings {
    // Holds the files that stand for destinations without an endpoint, and the spool. If it is not
    // set, such destinations get nothing.
    std::optional<std::filesystem::path> data_directory;
    std::optional<outbound::url> aws; // for services without an endpoint of their own
    std::optional<outbound::url> s3;
    std::optional<outbound::url> logs;
    std::optional<outbound::url> firehose;
    std::optional<outbound::aws_credentials> credentials; // required if any endpoint is set
    // From the first record of a batch to its delivery, on the server's clock.
    std::chrono::milliseconds s3_delay = std::chrono::minutes{5};
    std::chrono::milliseconds stream_delay = std::chrono::seconds{10};
    // The bound on all records in memory.
    std::size_t buffer_bytes = std::size_t{64} << 20U;
    chat_log::retry_policy retry = {};
    outbound::http_client_settings http = {};
};

// Nothing if the settings are valid, otherwise a sentence about the fault and its remedy.
std::optional<std::string> validate(const settings& settings);

} // namespace ivschat::chat_log
