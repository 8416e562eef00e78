// What chat logging is told at the start.
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

// Of real time, whatever the server's clock says: the other side has its own.
struct patience {
    // Between the first two attempts; doubles up to `longest`.
    std::chrono::milliseconds first_pause{500};
    // Also between attempts that only somebody's help can let succeed.
    std::chrono::milliseconds longest_pause{30'000};
    std::chrono::milliseconds request{20'000};
};

struct settings {
    // Destinations without an endpoint are files in here, and here lies what could not be
    // delivered. Not set: such destinations get nothing.
    std::optional<std::filesystem::path> data_directory;
    std::optional<outbound::url> aws; // of those services that have none of their own
    std::optional<outbound::url> s3;
    std::optional<outbound::url> logs;
    std::optional<outbound::url> firehose;
    std::optional<outbound::aws_credentials> credentials; // must be set if an endpoint is
    // From the first record of a batch to its delivery, on the server's clock.
    std::chrono::milliseconds s3_delay = std::chrono::minutes{5};
    std::chrono::milliseconds stream_delay = std::chrono::seconds{10};
    // What records may take up in memory, all in all.
    std::size_t buffer_bytes = std::size_t{64} << 20U;
    chat_log::patience patience = {};
    outbound::http_client_settings http = {};
};

// What is wrong with the settings and what would be right, as a sentence; nothing if all is well.
std::optional<std::string> fault_of(const settings& settings);

} // namespace ivschat::chat_log
