// The metric families of the metrics page.
#pragma once

#include "control/metrics_page.hpp"
#include "metrics/prometheus_writer.hpp"

namespace ivschat::control {

// The ten that AWS documents for CloudWatch (IVS Chat user guide, "Monitoring Amazon IVS Chat").
void write_cloudwatch_families(metrics::prometheus_writer& out, const metrics::registry& registry,
                               const gauges& now);

// Metrics of this server that CloudWatch does not have.
void write_server_families(metrics::prometheus_writer& out, const metrics::registry& registry,
                           const gauges& now);

// The name of the operation in the AWS API.
std::string_view name_of(chat::api_operation operation);

} // namespace ivschat::control
