// Lives on the core. GET /_ivschat/metrics in Prometheus's text format: counters, and gauges that
// are sampled when the page is read.
#pragma once

#include "http/request.hpp"
#include "metrics/registry.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ivschat::control {

// Of all chat logs together.
struct log_gauges {
    std::uint64_t records_delivered = 0;
    std::uint64_t records_dropped = 0;
    std::size_t held_bytes = 0;
    std::size_t waiting_batches = 0;
    std::size_t spooled_batches = 0;
};

// What is sampled when the page is read, so that no hot path has to count it.
struct gauges {
    std::size_t sessions = 0; // chat sessions: AWS's quota on connections counts these
    std::size_t rooms = 0;
    std::size_t logging_configurations = 0;
    std::size_t http_connections = 0;
    std::size_t websocket_connections = 0;
    std::size_t send_queue_bytes = 0;
    log_gauges logs = {};
};

class metrics_page {
public:
    // The registry must outlive the page.
    explicit metrics_page(const metrics::registry& counters) : counters_{counters} {}

    http::reply render(const gauges& now) const;

private:
    const metrics::registry& counters_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
};

} // namespace ivschat::control
