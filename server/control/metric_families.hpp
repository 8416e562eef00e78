// The families of the metrics page, each group in a file of its own.
#pragma once

#include "control/metrics_page.hpp"
#include "metrics/prometheus_writer.hpp"

namespace ivschat::control {

// The ten that AWS documents for CloudWatch (IVS Chat user guide, "Monitoring Amazon IVS Chat").
void write_cloudwatch_families(metrics::prometheus_writer& out, const metrics::registry& counted,
                               const gauges& now);

// What only this server knows of itself.
void write_server_families(metrics::prometheus_writer& out, const metrics::registry& counted,
                           const gauges& now);

// As AWS's API calls it.
std::string_view name_of(chat::api_operation operation);

} // namespace ivschat::control
