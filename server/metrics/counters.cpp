#include "metrics/counters.hpp"

#include <string>

namespace ivschat::metrics {

void counters::count_operation(std::optional<chat::api_operation> operation, unsigned status,
                               std::chrono::nanoseconds took) {
    auto& figures =
        operation ? operations[static_cast<std::size_t>(*operation)] : operations.back();
    figures.latency.observe(took);
    if (status >= 500)
        figures.server_errors.add();
    else if (status >= 400)
        figures.client_errors.add();
}

void counters::count_refused_handshake(unsigned status) {
    handshakes_refused.of(std::to_string(status)).add();
}

void counters::count_review_failure(std::string_view uri, review_failure what) {
    auto& figures = reviews.of(uri);
    if (what == review_failure::invocation)
        figures.invocation_errors.add();
    else
        figures.response_validation_errors.add();
}

void counters::count_log_failure(std::string_view logging_configuration_arn, log_failure what) {
    auto& figures = logs.of(logging_configuration_arn);
    figures.errors.add();
    if (what == log_failure::access_denied) figures.access_denied.add();
    if (what == log_failure::resource_not_found) figures.resource_not_found.add();
}

} // namespace ivschat::metrics
