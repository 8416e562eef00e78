// Lives on one shard. GET /_ivschat/metrics: what is counted, and what is looked up when the page
// is read, in Prometheus's text format.
#pragma once

#include "http/request.hpp"
#include "metrics/registry.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ivschat::control {

// What became of chat logs.
struct log_gauges {
    std::uint64_t records_delivered = 0;
    std::uint64_t records_dropped = 0;
    std::size_t held_bytes = 0;
    std::size_t waiting_batches = 0;
    std::size_t spooled_batches = 0;
};

// How much there is of what nobody counts on a hot path.
struct gauges {
    std::size_t sessions = 0; // of chat, which is what AWS's quota on connections counts
    std::size_t rooms = 0;
    std::size_t logging_configurations = 0;
    std::size_t http_connections = 0;
    std::size_t websocket_connections = 0;
    std::size_t send_queue_bytes = 0;
    log_gauges logs = {};
};

class metrics_page {
public:
    explicit metrics_page(const metrics::registry& counted) : counted_{counted} {}

    http::reply read(const gauges& now) const;

private:
    const metrics::registry& counted_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
};

} // namespace ivschat::control
