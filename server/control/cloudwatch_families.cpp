#include "control/metric_families.hpp"

#include <array>

namespace ivschat::control {
namespace {

using metrics::action;
using metrics::counters;
using metrics::family_kind;

// In the order of metrics::action, without the last, which stands for everything else.
constexpr std::array<std::string_view, 4> action_names{"SEND_MESSAGE", "DELETE_MESSAGE",
                                                       "DISCONNECT_USER", "SEND_EVENT"};
static_assert(action_names.size() + 1 == metrics::action_count);

// The names are those that Prometheus's cloudwatch_exporter gives AWS's metrics, with the suffix
// `_total` that promtool demands. The help texts have CloudWatch's names.
constexpr std::string_view prefix = "CloudWatch AWS/IVSChat ";

std::string help(std::string_view name_and_dimension, std::string_view meaning) {
    std::string text{prefix};
    return text.append(name_and_dimension).append(": ").append(meaning);
}

template <class Counts>
std::uint64_t sum_of(const metrics::registry& registry, Counts counters::*member) {
    return registry.sum([&](const counters& each) {
        std::uint64_t sum = 0;
        for (const auto& count : each.*member) sum += count.value();
        return sum;
    });
}

std::uint64_t sum_at(const metrics::registry& registry,
                     std::array<metrics::counter, metrics::action_count> counters::*member,
                     std::size_t index) {
    return registry.sum([&](const counters& each) { return (each.*member)[index].value(); });
}

template <class Keyed, class Counters>
void write_by_key(metrics::prometheus_writer& out, const metrics::registry& registry,
                  std::string_view parameter, const Keyed counters::*keyed,
                  metrics::counter Counters::*member) {
    const auto totals =
        registry.sum_by_key(keyed, [&](const Counters& each) { return (each.*member).value(); });
    for (const auto& [key, total] : totals) out.sample({{parameter, key}}, total);
}

void write_requests(metrics::prometheus_writer& out, const metrics::registry& registry) {
    out.family("aws_ivschat_messaging_requests_total", family_kind::counter,
               help("MessagingRequests", "requests over WebSocket."))
        .sample(sum_of(registry, &counters::requests));
    out.family(
        "aws_ivschat_requests_total", family_kind::counter,
        help("Requests by Action",
             "requests of the messaging API and of the control plane, by action or operation."));
    for (std::size_t i = 0; i + 1 < action_names.size(); ++i) {
        out.sample({{"action", action_names[i]}}, sum_at(registry, &counters::requests, i));
    }
    for (std::size_t i = 0; i < chat::api_operation_count; ++i) {
        out.sample({{"action", name_of(static_cast<chat::api_operation>(i))}},
                   registry.sum([&](const counters& each) {
                       return each.operations[i].latency.read().count();
                   }));
    }
}

void write_deliveries(metrics::prometheus_writer& out, const metrics::registry& registry) {
    out.family("aws_ivschat_deliveries_total", family_kind::counter,
               help("Deliveries by Action",
                    "messages and events sent to connections, by the action that caused them."));
    for (std::size_t i = 0; i < action_names.size(); ++i) {
        out.sample({{"action", action_names[i]}}, sum_at(registry, &counters::deliveries, i));
    }
    out.family("aws_ivschat_messaging_deliveries_total", family_kind::counter,
               help("MessagingDeliveries", "messages and events sent to connections."))
        .sample(sum_of(registry, &counters::deliveries));
}

void write_reviews(metrics::prometheus_writer& out, const metrics::registry& registry) {
    using metrics::review_counters;
    out.family("aws_ivschat_invocation_errors_total", family_kind::counter,
               help("InvocationErrors by Uri", "failed calls of a review handler."));
    write_by_key(out, registry, "uri", &counters::reviews, &review_counters::invocation_errors);
    out.family("aws_ivschat_response_validation_errors_total", family_kind::counter,
               help("ResponseValidationErrors by Uri", "invalid responses of a review handler."));
    write_by_key(out, registry, "uri", &counters::reviews,
                 &review_counters::response_validation_errors);
}

void write_logs(metrics::prometheus_writer& out, const metrics::registry& registry) {
    using metrics::log_counters;
    constexpr std::string_view parameter = "logging_configuration";
    out.family("aws_ivschat_log_destination_access_denied_error_total", family_kind::counter,
               help("LogDestinationAccessDeniedError by LoggingConfiguration",
                    "log deliveries that the destination denied."));
    write_by_key(out, registry, parameter, &counters::logs, &log_counters::access_denied);
    out.family("aws_ivschat_log_destination_errors_total", family_kind::counter,
               help("LogDestinationErrors by LoggingConfiguration",
                    "log deliveries that failed for any reason."));
    write_by_key(out, registry, parameter, &counters::logs, &log_counters::errors);
    out.family("aws_ivschat_log_destination_resource_not_found_errors_total", family_kind::counter,
               help("LogDestinationResourceNotFoundErrors by LoggingConfiguration",
                    "log deliveries to a destination that does not exist."));
    write_by_key(out, registry, parameter, &counters::logs, &log_counters::resource_not_found);
}

} // namespace

void write_cloudwatch_families(metrics::prometheus_writer& out, const metrics::registry& registry,
                               const gauges& now) {
    out.family("aws_ivschat_concurrent_chat_connections", family_kind::gauge,
               help("ConcurrentChatConnections", "open chat sessions."))
        .sample(now.sessions);
    write_deliveries(out, registry);
    write_requests(out, registry);
    write_reviews(out, registry);
    write_logs(out, registry);
}

} // namespace ivschat::control
