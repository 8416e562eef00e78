// What processes have used so far: CPU time (user + sys) and resident memory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace ivschat::bench {

struct usage {
    std::uint64_t cpu_ns = 0;
    double system_share = 0; // of the CPU time since the start
    std::uint64_t resident_bytes = 0;
};

// "12,34"
std::vector<pid_t> parse_pids(std::string_view text);

// The sum over the processes. Throws std::runtime_error if there is no such process.
usage usage_of(const std::vector<pid_t>& pids);

std::uint64_t own_cpu_ns();

} // namespace ivschat::bench
