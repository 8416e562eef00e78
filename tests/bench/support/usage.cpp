#include "usage.hpp"

#include "clock.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

namespace ivschat::bench {
namespace {

std::uint64_t read_clock(clockid_t clock) {
    timespec time{};
    if (clock_gettime(clock, &time) != 0) return 0;
    return static_cast<std::uint64_t>(time.tv_sec) * nanoseconds_per_second +
           static_cast<std::uint64_t>(time.tv_nsec);
}

// The kernel's exact sum of utime and stime. /proc/PID/stat rounds them to hundredths of a second,
// which is too coarse for a run of one second.
std::uint64_t cpu_of(pid_t pid) {
    clockid_t clock{};
    if (clock_getcpuclockid(pid, &clock) != 0) {
        throw std::runtime_error{"no process " + std::to_string(pid)};
    }
    return read_clock(clock);
}

struct ticks {
    std::uint64_t user = 0;
    std::uint64_t system = 0;
};

ticks ticks_of(pid_t pid) {
    std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
    std::string line;
    std::getline(file, line);
    unsigned long user = 0;
    unsigned long system = 0;
    const auto name_end = line.rfind(')'); // a name may hold blanks
    if (name_end == std::string::npos ||
        std::sscanf(line.c_str() + name_end + 1,
                    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) {
        throw std::runtime_error{"no process " + std::to_string(pid)};
    }
    return {.user = user, .system = system};
}

std::uint64_t resident_bytes_of(pid_t pid) {
    std::ifstream file{"/proc/" + std::to_string(pid) + "/statm"};
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

std::vector<pid_t> parse_pids(std::string_view text) {
    std::vector<pid_t> pids;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        pids.push_back(std::stoi(std::string{text.substr(0, comma)}));
        text.remove_prefix(std::min(text.size(), comma + 1));
    }
    return pids;
}

usage usage_of(const std::vector<pid_t>& pids) {
    usage sum;
    ticks all;
    for (const auto pid : pids) {
        sum.cpu_ns += cpu_of(pid);
        sum.resident_bytes += resident_bytes_of(pid);
        const auto one = ticks_of(pid);
        all.user += one.user;
        all.system += one.system;
    }
    const auto ticks = all.user + all.system;
    if (ticks > 0) sum.system_share = static_cast<double>(all.system) / static_cast<double>(ticks);
    return sum;
}

std::uint64_t own_cpu_ns() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

} // namespace ivschat::bench
