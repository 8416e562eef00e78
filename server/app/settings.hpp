// Everything that can be set of a server, by part.
#pragma once

#include "chat/settings.hpp"
#include "chat_log/settings.hpp"
#include "control/settings.hpp"
#include "http/authentication_settings.hpp"
#include "http/client_address.hpp"
#include "journal/ring_bounds.hpp"
#include "operations/settings.hpp"
#include "outbound/http_client.hpp"
#include "review/settings.hpp"
#include "runtime/log.hpp"
#include "websocket/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ivschat {

struct app_settings {
    std::string host = "127.0.0.1"; // a name or an address
    std::uint16_t port = 8420;      // 0: a free one
    std::size_t threads = 1;        // that chat connections are shared out to; at least 1
    std::vector<std::filesystem::path> seeds;
    std::optional<std::filesystem::path> data_directory; // not set: state lives in memory only
    std::optional<std::filesystem::path> token_key_file;
    runtime::log_level log_level = runtime::log_level::info;
    runtime::log_format log_format = runtime::log_format::text;
    chat::service_settings chat;
    http::authentication_settings authentication;
    operations::settings operations;
    websocket::settings websocket;
    std::vector<http::network> trusted_proxies;
    outbound::http_client_settings outbound;
    review::settings review;
    control::settings control;
    std::vector<std::string> cors_origins; // "http://localhost:3000", or "*": the AWS API only
    journal::ring_bounds journal;
    // Random bytes, and so ids and tokens, are the same in every run.
    std::optional<std::uint64_t> deterministic_seed;
    chat_log::settings chat_log; // without the data directory
};

} // namespace ivschat
