#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"
#include "runtime/startup_error.hpp"

namespace ivschat::cli {
namespace {

// FUNCTION=URL. ARNs do not contain '='.
std::string check_handler(const std::string& text) {
    const auto sign = text.find('=');
    if (sign == std::string::npos || sign == 0) {
        return "must be FUNCTION=URL, such as review=http://127.0.0.1:9001/review";
    }
    return check_url(text.substr(sign + 1));
}

std::string check_network(const std::string& text) {
    const auto read = http::network::parse(text);
    return read ? "" : read.error();
}

} // namespace

void add_reviews(CLI::App& cli, app_settings& settings) {
    using texts = std::vector<std::string>;
    option_group group{cli, "Message review"};
    auto& handlers = settings.review.handlers;
    if (auto found = outbound::aws_credentials::from_environment()) {
        settings.review.credentials = *std::move(found);
    }
    group
        .add<std::string>(
            "--lambda-endpoint",
            [&handlers](const std::string& text) {
                handlers.lambda_endpoint = *outbound::parse_url(text);
            },
            "Endpoint of Lambda's Invoke API for all review handlers (SAM CLI, LocalStack)",
            {"URL"})
        ->check(check_url);
    group
        .add<texts>(
            "--review-handler",
            [&handlers](const texts& given) {
                for (const auto& each : given) {
                    const auto sign = each.find('=');
                    handlers.handlers.insert_or_assign(each.substr(0, sign),
                                                       *outbound::parse_url(each.substr(sign + 1)));
                }
            },
            "URL of one review handler, by its function's name or ARN; a URL with a path is called "
            "as it is; repeatable",
            {"FUNCTION=URL"})
        ->check(check_handler);
    group.add_duration(
        "--review-timeout", settings.review.timeout,
        {.shortest = std::chrono::milliseconds{1}, .longest = std::chrono::minutes{1}},
        "How long a review may take before the room's fallback applies", {"DURATION", "200ms"});
    group
        .add(
            "--review-concurrency", settings.review.concurrency,
            "Concurrent reviews; others wait within their timeout; handlers share the slots fairly",
            {"N", "1000"})
        ->check(CLI::Range(1, 100'000));
    group
        .add<texts>(
            "--trusted-proxy",
            [&settings](const texts& given) {
                for (const auto& each : given) {
                    settings.trusted_proxies.push_back(*http::network::parse(each));
                }
            },
            "Address or network of proxies whose X-Forwarded-For is trusted; handlers get the "
            "sender's address; repeatable",
            {"NETWORK"})
        ->check(check_network);
    group.add_path("--outbound-certificates", settings.outbound.certificates,
                   "Certificates to trust in https calls, besides the system's", {"FILE"});
}

} // namespace ivschat::cli
