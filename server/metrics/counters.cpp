#include "metrics/counters.hpp"

#include <string>

namespace ivschat::metrics {

void counters::count_operation(std::optional<chat::api_operation> operation, unsigned status,
                               std::chrono::nanoseconds took) {
    auto& counted =
        operation ? operations[static_cast<std::size_t>(*operation)] : operations.back();
    counted.latency.observe(took);
    if (status >= 500)
        counted.server_errors.add();
    else if (status >= 400)
        counted.client_errors.add();
}

void counters::count_refused_handshake(unsigned status) {
    handshakes_refused.of(std::to_string(status)).add();
}

void counters::count_review_failure(std::string_view uri, review_failure what) {
    auto& counted = reviews.of(uri);
    if (what == review_failure::invocation)
        counted.invocation_errors.add();
    else
        counted.response_validation_errors.add();
}

void counters::count_log_failure(std::string_view logging_configuration_arn, log_failure what) {
    auto& counted = logs.of(logging_configuration_arn);
    counted.errors.add();
    if (what == log_failure::access_denied) counted.access_denied.add();
    if (what == log_failure::resource_not_found) counted.resource_not_found.add();
}

} // namespace ivschat::metrics
