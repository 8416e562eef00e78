// A span of time in which a server and its clients are measured.
#pragma once

#include "clock.hpp"
#include "figures.hpp"
#include "histogram.hpp"
#include "usage.hpp"

namespace ivschat::bench {

class measurement {
public:
    explicit measurement(std::vector<pid_t> servers) : servers_{std::move(servers)} { begin(); }

    void begin() {
        server_ = usage_of(servers_);
        own_ns_ = own_cpu_ns();
        began_ = now_ns();
    }

    // Adds the figures since begin(), for that many operations.
    void end(figures& out, std::uint64_t operations, const histogram& latencies) {
        const auto seconds = to_seconds(now_ns() - began_);
        const auto own = to_seconds(own_cpu_ns() - own_ns_);
        const auto now = usage_of(servers_);
        const auto cpu = to_seconds(now.cpu_ns - server_.cpu_ns);
        const auto count = static_cast<double>(operations > 0 ? operations : 1);
        out.add("seconds", seconds);
        out.add("operations", static_cast<double>(operations));
        out.add("operations_per_second", static_cast<double>(operations) / seconds);
        out.add("cpu_us", cpu * 1e6 / count);
        out.add("server_share", cpu / seconds);
        out.add("generator_share", own / seconds);
        out.add("generator_cpu_us", own * 1e6 / count);
        out.add("system_share", now.system_share);
        out.add("resident_kb", static_cast<double>(now.resident_bytes) / 1024);
        out.add("p50_us", static_cast<double>(latencies.quantile(0.5)) / 1000);
        out.add("p99_us", static_cast<double>(latencies.quantile(0.99)) / 1000);
        out.add("p999_us", static_cast<double>(latencies.quantile(0.999)) / 1000);
        out.add("largest_us", static_cast<double>(latencies.largest()) / 1000);
    }

private:
    std::vector<pid_t> servers_;
    usage server_;
    std::uint64_t own_ns_ = 0;
    std::uint64_t began_ = 0;
};

} // namespace ivschat::bench
