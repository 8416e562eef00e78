#include "control/metrics_page.hpp"

#include "control/health.hpp"
#include "control/metric_families.hpp"

#include <fstream>
#include <optional>

#include <sys/resource.h>
#include <unistd.h>

namespace ivschat::control {
namespace {

using metrics::family_kind;

// In bytes. Empty on systems without /proc.
std::optional<std::uint64_t> resident_memory() {
    std::ifstream statm{"/proc/self/statm"};
    std::uint64_t all_pages = 0;
    std::uint64_t resident_pages = 0;
    if (!(statm >> all_pages >> resident_pages)) return std::nullopt;
    return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double seconds(const timeval& time) {
    return std::chrono::duration<double>{std::chrono::seconds{time.tv_sec} +
                                         std::chrono::microseconds{time.tv_usec}}
        .count();
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>{duration}.count();
}

void write_process_families(metrics::prometheus_writer& out, std::chrono::nanoseconds uptime,
                            std::chrono::system_clock::time_point start_time) {
    out.family("ivschat_build_info", family_kind::gauge,
               "The version, as a label; the value is always 1.")
        .sample({{"version", version()}}, std::uint64_t{1});
    out.family("ivschat_uptime_seconds", family_kind::gauge, "Seconds since the server started.")
        .sample({}, seconds(uptime));
    // These have the names that Prometheus's client libraries use.
    out.family("process_start_time_seconds", family_kind::gauge,
               "When the process started, in Unix time.")
        .sample({}, seconds(start_time.time_since_epoch()));
    out.family("process_cpu_seconds_total", family_kind::counter, "User and system CPU time.")
        .sample({}, cpu_seconds());
    const auto resident = resident_memory();
    if (!resident) return;
    out.family("process_resident_memory_bytes", family_kind::gauge, "Resident memory.")
        .sample(*resident);
}

} // namespace

http::reply metrics_page::render(const gauges& now) const {
    std::string page;
    page.reserve(64U << 10U);
    metrics::prometheus_writer out{page};
    write_cloudwatch_families(out, counters_, now);
    write_server_families(out, counters_, now);
    write_process_families(out, std::chrono::steady_clock::now() - started_, start_time_);
    return {.body = std::move(page), .content_type = metrics::prometheus_content_type};
}

} // namespace ivschat::control
