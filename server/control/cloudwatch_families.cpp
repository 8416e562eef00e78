#include "control/metric_families.hpp"

#include <array>

namespace ivschat::control {
namespace {

using metrics::action;
using metrics::counters;
using metrics::family_kind;

// In the order of metrics::action, without the last, which is no action.
constexpr std::array<std::string_view, 4> action_names{"SEND_MESSAGE", "DELETE_MESSAGE",
                                                       "DISCONNECT_USER", "SEND_EVENT"};
static_assert(action_names.size() + 1 == metrics::action_count);

// promtool wants snake_case and `_total`; the names are those that AWS's metrics get from
// Prometheus's cloudwatch_exporter, and the help says what CloudWatch calls them.
constexpr std::string_view prefix = "CloudWatch AWS/IVSChat ";

std::string help(std::string_view name_and_dimension, std::string_view meaning) {
    std::string text{prefix};
    return text.append(name_and_dimension).append(": ").append(meaning);
}

template <class Counts>
std::uint64_t sum_of(const metrics::registry& counted, Counts counters::*member) {
    return counted.sum([&](const counters& each) {
        std::uint64_t sum = 0;
        for (const auto& count : each.*member) sum += count.value();
        return sum;
    });
}

std::uint64_t sum_at(const metrics::registry& counted,
                     std::array<metrics::counter, metrics::action_count> counters::*member,
                     std::size_t place) {
    return counted.sum([&](const counters& each) { return (each.*member)[place].value(); });
}

template <class Keyed, class Figures>
void write_by_key(metrics::prometheus_writer& out, const metrics::registry& counted,
                  std::string_view parameter, const Keyed counters::*keyed,
                  metrics::counter Figures::*member) {
    const auto totals = counted.sum_by_key(
        keyed, [&](const Figures& figures) { return (figures.*member).value(); });
    for (const auto& [key, total] : totals) out.sample({{parameter, key}}, total);
}

void write_requests(metrics::prometheus_writer& out, const metrics::registry& counted) {
    out.family("aws_ivschat_messaging_requests_total", family_kind::counter,
               help("MessagingRequests", "requests that came over WebSocket."))
        .sample(sum_of(counted, &counters::requests));
    out.family("aws_ivschat_requests_total", family_kind::counter,
               help("Requests by Action",
                    "requests of the messaging API and of the control plane, by what they named."));
    for (std::size_t i = 0; i + 1 < action_names.size(); ++i) {
        out.sample({{"action", action_names[i]}}, sum_at(counted, &counters::requests, i));
    }
    for (std::size_t i = 0; i < chat::api_operation_count; ++i) {
        out.sample({{"action", name_of(static_cast<chat::api_operation>(i))}},
                   counted.sum([&](const counters& each) {
                       return each.operations[i].latency.read().count();
                   }));
    }
}

void write_deliveries(metrics::prometheus_writer& out, const metrics::registry& counted) {
    out.family("aws_ivschat_deliveries_total", family_kind::counter,
               help("Deliveries by Action",
                    "messages and events to connections, by what brought them about."));
    for (std::size_t i = 0; i < action_names.size(); ++i) {
        out.sample({{"action", action_names[i]}}, sum_at(counted, &counters::deliveries, i));
    }
    out.family("aws_ivschat_messaging_deliveries_total", family_kind::counter,
               help("MessagingDeliveries", "messages and events to connections."))
        .sample(sum_of(counted, &counters::deliveries));
}

void write_reviews(metrics::prometheus_writer& out, const metrics::registry& counted) {
    using metrics::review_counters;
    out.family("aws_ivschat_invocation_errors_total", family_kind::counter,
               help("InvocationErrors by Uri", "calls of a review handler that failed."));
    write_by_key(out, counted, "uri", &counters::reviews, &review_counters::invocation_errors);
    out.family("aws_ivschat_response_validation_errors_total", family_kind::counter,
               help("ResponseValidationErrors by Uri", "answers of a review handler that were "
                                                       "not valid."));
    write_by_key(out, counted, "uri", &counters::reviews,
                 &review_counters::response_validation_errors);
}

void write_logs(metrics::prometheus_writer& out, const metrics::registry& counted) {
    using metrics::log_counters;
    constexpr std::string_view parameter = "logging_configuration";
    out.family("aws_ivschat_log_destination_access_denied_error_total", family_kind::counter,
               help("LogDestinationAccessDeniedError by LoggingConfiguration",
                    "deliveries of logs that the destination denied."));
    write_by_key(out, counted, parameter, &counters::logs, &log_counters::access_denied);
    out.family("aws_ivschat_log_destination_errors_total", family_kind::counter,
               help("LogDestinationErrors by LoggingConfiguration",
                    "deliveries of logs that failed in any way."));
    write_by_key(out, counted, parameter, &counters::logs, &log_counters::errors);
    out.family("aws_ivschat_log_destination_resource_not_found_errors_total", family_kind::counter,
               help("LogDestinationResourceNotFoundErrors by LoggingConfiguration",
                    "deliveries of logs to a destination that does not exist."));
    write_by_key(out, counted, parameter, &counters::logs, &log_counters::resource_not_found);
}

} // namespace

void write_cloudwatch_families(metrics::prometheus_writer& out, const metrics::registry& counted,
                               const gauges& now) {
    out.family("aws_ivschat_concurrent_chat_connections", family_kind::gauge,
               help("ConcurrentChatConnections", "chat sessions that are open."))
        .sample(now.sessions);
    write_deliveries(out, counted);
    write_requests(out, counted);
    write_reviews(out, counted);
    write_logs(out, counted);
}

} // namespace ivschat::control
