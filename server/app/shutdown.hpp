// Lives on the core. How a server ends: one sequence of phases, each with its part of one deadline.
#pragma once

#include "chat_log/chat_logger.hpp"
#include "control/health.hpp"
#include "core/core.hpp"
#include "faults/holds.hpp"
#include "http/listener.hpp"
#include "journal/journal.hpp"
#include "outbound/http_client.hpp"
#include "runtime/gate.hpp"
#include "runtime/io_thread.hpp"
#include "runtime/log.hpp"
#include "websocket/gateway.hpp"

#include <chrono>
#include <deque>

namespace ivschat {

// What takes part; all of it outlives the sequence.
struct shutdown_parts {
    runtime::executor executor;
    core& state;
    control::health& health;
    http::listener& listener;
    runtime::connections& http_connections;
    websocket::gateway& chat_connections;
    runtime::gate& sessions; // held by every session, HTTP or WebSocket
    std::deque<runtime::io_thread>& shard_threads;
    faults::holds& holds;
    journal::journal& journal;
    outbound::http_client& review_client;
    std::chrono::milliseconds review_timeout;
    chat_log::chat_logger& chat_logger;
    runtime::log& log;
};

class shutdown {
public:
    explicit shutdown(const shutdown_parts& parts) : parts_{parts} {}

    // Completes within two seconds whatever clients do; a slow disk can add five. On completion no
    // socket is open and no other thread uses the parts.
    runtime::awaitable<void> run();

private:
    using time_point = std::chrono::steady_clock::time_point;

    void stop_accepting();
    void end_waits();
    runtime::awaitable<void> finish_reviews();
    runtime::awaitable<void> close_connections();
    runtime::awaitable<void> finish_logs();
    time_point at(std::chrono::milliseconds since_start) const { return started_ + since_start; }

    shutdown_parts parts_;
    time_point started_ = std::chrono::steady_clock::now();
};

} // namespace ivschat
