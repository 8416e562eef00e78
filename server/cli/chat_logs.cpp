#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"

namespace ivschat::cli {
namespace {

void add_endpoint(option_group& group, const std::string& flag, std::optional<outbound::url>& into,
                  const std::string& what) {
    const auto take = [&into](const std::string& text) { into = *outbound::parse_url(text); };
    group.add<std::string>(flag, take, what, {"URL"})->check(check_url);
}

} // namespace

void add_chat_logs(CLI::App& cli, app_settings& settings) {
    using namespace std::chrono_literals;
    option_group group{cli, "Chat logs"};
    auto& logs = settings.chat_log;
    logs.credentials = outbound::aws_credentials::from_environment();
    add_endpoint(
        group, "--aws-endpoint", logs.aws,
        "Endpoint of all log destinations (LocalStack, moto); default: files in --data-dir");
    add_endpoint(group, "--s3-endpoint", logs.s3, "Endpoint of S3 buckets (MinIO)");
    add_endpoint(group, "--logs-endpoint", logs.logs, "Endpoint of CloudWatch Logs");
    add_endpoint(group, "--firehose-endpoint", logs.firehose,
                 "Endpoint of Firehose delivery streams");
    const auto take_delay = [&logs](const std::int64_t& count) {
        logs.s3_delay = logs.stream_delay = std::chrono::milliseconds{count};
    };
    group
        .add<std::int64_t>("--log-delay", take_delay,
                           "How long records are buffered before they are delivered",
                           {"DURATION", "5m to S3, 10s elsewhere"})
        ->transform(duration({.shortest = 1ms, .longest = 24h}));
    group
        .add("--log-buffer-bytes", logs.buffer_bytes,
             "Memory for undelivered records; beyond it they wait in --data-dir, or are dropped",
             {"SIZE", "64mb"})
        ->transform(CLI::AsSizeValue(false))
        ->check(CLI::Range(std::uint64_t{1} << 20U, std::uint64_t{1} << 40U));
}

} // namespace ivschat::cli
