#include "cli/option_group.hpp"
#include "cli/option_groups.hpp"
#include "wire/close_code.hpp"

namespace ivschat::cli {
namespace {

std::string check_listen(const std::string& text) {
    return read_host_and_port(text) ? "" : "must be HOST:PORT, such as 127.0.0.1:8420";
}

} // namespace

void add_serving(CLI::App& cli, app_settings& settings) {
    option_group group{cli, "Serving"};
    const auto take_listen = [&settings](const std::string& text) {
        const auto read = read_host_and_port(text).value();
        settings.host = read.host;
        settings.port = read.port;
    };
    group
        .add<std::string>("--listen", take_listen, "Address to listen on; port 0 takes a free port",
                          {"HOST:PORT", settings.host + ":" + std::to_string(settings.port)})
        ->check(check_listen);
    group
        .add("--threads", settings.threads,
             "Threads that serve chat connections, for load tests; the first also serves the API",
             {"N", "1"})
        ->check(CLI::Range(1, 64));
    group
        .add("--send-queue", settings.websocket.send_queue_bytes,
             "Bytes queued for a slow client before it is closed with 1013", {"SIZE", "4mb"})
        ->transform(CLI::AsSizeValue(false))
        ->check(CLI::Range(std::uint64_t{1} << 10U, std::uint64_t{1} << 30U));
    using namespace wire::close_code;
    // The codes that an endpoint may choose; the others report errors of the protocol.
    const auto close_codes =
        CLI::IsMember({normal, going_away, policy_error}) | CLI::Range(3000, 4999);
    group
        .add("--close-code-disconnected", settings.websocket.close_code_disconnected,
             "Close code for users that are disconnected", {"CODE", "1000"})
        ->check(close_codes);
    group
        .add("--close-code-expired", settings.websocket.close_code_expired,
             "Close code for sessions that expire", {"CODE", "1000"})
        ->check(close_codes);
}

} // namespace ivschat::cli
