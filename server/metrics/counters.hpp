// Lives on one shard, which alone writes it; any thread may read it.
#pragma once

#include "chat/quotas.hpp"
#include "metrics/counter.hpp"
#include "metrics/histogram.hpp"
#include "metrics/keyed.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace ivschat::metrics {

// The actions of requests, and what caused a delivery.
enum class action : std::uint8_t {
    send_message,
    delete_message,
    disconnect_user,
    send_event,
    none, // a request that could not be parsed
};
inline constexpr std::size_t action_count = 5;

struct operation_counters {
    histogram latency; // of all calls, failed ones included
    counter client_errors;
    counter server_errors;
};

enum class review_failure : std::uint8_t {
    invocation,          // the handler could not be reached, failed, or timed out
    response_validation, // the reply was not a valid verdict
};

struct review_counters {
    counter invocation_errors;
    counter response_validation_errors;
};

enum class log_failure : std::uint8_t { access_denied, resource_not_found, other };

struct log_counters {
    counter errors; // of every kind
    counter access_denied;
    counter resource_not_found;
};

struct alignas(64) counters {
    // By operation; the last is for requests that named none.
    std::array<operation_counters, chat::api_operation_count + 1> operations;

    std::array<counter, action_count> requests; // over WebSocket
    std::array<counter, action_count> deliveries;
    counter handshakes_completed;
    keyed<counter, 16> handshakes_refused; // by the status of the reply
    counter slow_readers_closed;

    histogram review_latency;
    gauge reviews_under_way;
    keyed<review_counters> reviews; // by the handler's uri
    keyed<log_counters> logs;       // by the logging configuration's ARN

    // Counts a reply of the control plane, sent `took` after its request.
    void count_operation(std::optional<chat::api_operation> operation, unsigned status,
                         std::chrono::nanoseconds took);

    void count_request(action what) { requests[static_cast<std::size_t>(what)].add(); }
    // Counts a frame once for all connections that get it.
    void count_delivery(action what, std::size_t receivers) {
        deliveries[static_cast<std::size_t>(what)].add(receivers);
    }
    void count_refused_handshake(unsigned status);

    void count_review_failure(std::string_view uri, review_failure what);
    void count_log_failure(std::string_view logging_configuration_arn, log_failure what);
};

} // namespace ivschat::metrics
