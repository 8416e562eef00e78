// What the routes of the control API may use. All of it outlives the control API.
#pragma once

#include "chat_log/chat_logger.hpp"
#include "control/health.hpp"
#include "control/metrics_page.hpp"
#include "control/seed.hpp"
#include "core/core.hpp"
#include "core/epochs.hpp"
#include "core/token_ids.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
#include "faults/holds.hpp"
#include "faults/rule_set.hpp"
#include "journal/journal.hpp"
#include "review/reviewer.hpp"
#include "runtime/connections.hpp"
#include "runtime/log.hpp"
#include "websocket/gateway.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::control {

// Counts of records.
struct log_flush {
    std::uint64_t delivered = 0; // since the call began
    std::uint64_t dropped = 0;   // since the call began
    std::size_t pending = 0;
    // For each logging configuration that is not served: which, and why.
    std::vector<std::string> errors = {};
};

struct environment {
    runtime::executor executor;
    core& state;
    journal::journal& journal;
    faults::rule_set& faults;
    faults::holds& holds;
    websocket::gateway& connections;
    ivschat::epochs& epochs;
    token_ids& ids;
    review::reviewer& reviews;
    chat_log::chat_logger& logs;
    runtime::log& log;
    const runtime::connections& http_connections;
    crypto::token_sealer& sealer;
    crypto::random_source& random;
    const control::health& health;
    const control::metrics_page& metrics_page;
    const seeds& baseline; // the state after a reset
    // Called when everything is reset: deterministic random bytes begin anew.
    std::function<void()> on_reset = {};
    // Completes when the pending records of chat logs are delivered, or wait for destinations that
    // have failed. Nothing if the server stops.
    std::function<runtime::awaitable<std::optional<log_flush>>()> flush_logs;
    std::function<log_gauges()> sample_logs = {};
};

} // namespace ivschat::control
