#include "control/metric_families.hpp"
#include "operations/table.hpp"

namespace ivschat::control {
namespace {

using metrics::counters;
using metrics::family_kind;
using metrics::operation_counters;

// The last index stands for requests that match no operation.
std::string_view label_of(std::size_t index) {
    if (index == chat::api_operation_count) return "none";
    return name_of(static_cast<chat::api_operation>(index));
}

void write_connections(metrics::prometheus_writer& out, const metrics::registry& registry,
                       const gauges& now) {
    out.family("ivschat_connections", family_kind::gauge, "Connections that are open.")
        .sample({{"protocol", "http"}}, now.http_connections)
        .sample({{"protocol", "websocket"}}, now.websocket_connections);
    out.family("ivschat_handshakes_total", family_kind::counter,
               "Handshakes of chat connections, by the HTTP status of the reply.");
    out.sample({{"status", "101"}}, registry.sum([](const counters& each) {
        return each.handshakes_completed.value();
    }));
    const auto refused = registry.sum_by_key(
        &counters::handshakes_refused, [](const metrics::counter& count) { return count.value(); });
    for (const auto& [status, count] : refused) out.sample({{"status", status}}, count);
    out.family("ivschat_send_queue_bytes", family_kind::gauge,
               "Bytes that wait to be sent to chat connections.")
        .sample(now.send_queue_bytes);
    out.family("ivschat_slow_readers_closed_total", family_kind::counter,
               "Chat connections that were closed because their queue was full.")
        .sample(
            registry.sum([](const counters& each) { return each.slow_readers_closed.value(); }));
}

void write_operations(metrics::prometheus_writer& out, const metrics::registry& registry) {
    constexpr auto label_count = chat::api_operation_count + 1;
    out.family("ivschat_request_duration_seconds", family_kind::histogram,
               "Time from reading a control-plane request to its reply, by operation.");
    for (std::size_t i = 0; i < label_count; ++i) {
        out.sample({{"operation", label_of(i)}}, registry.sum([&](const counters& each) {
            return each.operations[i].latency.read();
        }));
    }
    out.family("ivschat_request_errors_total", family_kind::counter,
               "Control-plane requests that failed, by operation and class of HTTP status.");
    for (std::size_t i = 0; i < label_count; ++i) {
        const auto sum = [&](metrics::counter operation_counters::*member) {
            return registry.sum(
                [&](const counters& each) { return (each.operations[i].*member).value(); });
        };
        out.sample({{"operation", label_of(i)}, {"class", "4xx"}},
                   sum(&operation_counters::client_errors));
        out.sample({{"operation", label_of(i)}, {"class", "5xx"}},
                   sum(&operation_counters::server_errors));
    }
}

void write_reviews(metrics::prometheus_writer& out, const metrics::registry& registry) {
    out.family("ivschat_review_duration_seconds", family_kind::histogram,
               "Duration of calls to review handlers, failed ones included.")
        .sample({}, registry.sum([](const counters& each) { return each.review_latency.read(); }));
    out.family("ivschat_reviews_under_way", family_kind::gauge,
               "Messages that wait for their review.")
        .sample({},
                registry.sum([](const counters& each) { return each.reviews_under_way.value(); }));
}

void write_logs(metrics::prometheus_writer& out, const log_gauges& now) {
    out.family("ivschat_log_records_delivered_total", family_kind::counter,
               "Chat log records that were delivered to their destinations.")
        .sample(now.records_delivered);
    out.family("ivschat_log_records_dropped_total", family_kind::counter,
               "Chat log records that were dropped.")
        .sample(now.records_dropped);
    out.family("ivschat_log_held_bytes", family_kind::gauge, "Bytes of chat log records in memory.")
        .sample(now.held_bytes);
    out.family("ivschat_log_waiting_batches", family_kind::gauge,
               "Batches of chat log records that wait in memory for their destinations.")
        .sample(now.waiting_batches);
    out.family("ivschat_log_spooled_batches", family_kind::gauge,
               "Batches of chat log records that wait on disk for their destinations.")
        .sample(now.spooled_batches);
}

} // namespace

std::string_view name_of(chat::api_operation operation) {
    for (const auto& each : operations::all()) {
        if (each.quota == operation) return each.name;
    }
    return {}; // unreachable: operations/table.cpp asserts that each operation has a row
}

void write_server_families(metrics::prometheus_writer& out, const metrics::registry& registry,
                           const gauges& now) {
    write_connections(out, registry, now);
    write_operations(out, registry);
    write_reviews(out, registry);
    write_logs(out, now.logs);
    out.family("ivschat_rooms", family_kind::gauge, "Rooms that exist.").sample(now.rooms);
    out.family("ivschat_logging_configurations", family_kind::gauge,
               "Logging configurations that exist.")
        .sample(now.logging_configurations);
}

} // namespace ivschat::control
