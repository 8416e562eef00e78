#include "journal/near_misses.hpp"

#include <algorithm>
#include <tuple>

namespace ivschat::journal {
namespace {

constexpr std::size_t max_misses = 5;

struct candidate {
    const entry* what;
    std::size_t failed = 0;
    std::size_t absent = 0; // failed because the entry does not have the member

    // Nearer candidates come first.
    friend bool operator<(const candidate& a, const candidate& b) {
        return std::tuple{a.failed, a.absent, b.what->number} <
               std::tuple{b.failed, b.absent, a.what->number};
    }
};

candidate count_failures(const entry& entry, const filter& wanted) {
    candidate result{.what = &entry};
    for (const auto& condition : wanted.conditions) {
        if (satisfies(entry, condition)) continue;
        ++result.failed;
        if (!value_of(entry, condition)) ++result.absent;
    }
    return result;
}

near_miss describe(const entry& entry, const filter& wanted) {
    near_miss miss{.what = entry, .differences = {}};
    for (const auto& condition : wanted.conditions) {
        if (satisfies(entry, condition)) continue;
        miss.differences.push_back({.failed = condition, .found = value_of(entry, condition)});
    }
    return miss;
}

} // namespace

std::vector<near_miss> near_misses(const ring& entries, const filter& wanted) {
    std::vector<candidate> candidates;
    for (const auto& entry : entries.after(wanted.after)) {
        const auto candidate = count_failures(entry, wanted);
        if (candidate.failed == 0 || candidate.absent == wanted.conditions.size()) continue;
        const auto position = std::upper_bound(candidates.begin(), candidates.end(), candidate);
        candidates.insert(position, candidate);
        if (candidates.size() > max_misses) candidates.pop_back();
    }
    std::vector<near_miss> misses;
    misses.reserve(candidates.size());
    for (const auto& each : candidates) misses.push_back(describe(*each.what, wanted));
    return misses;
}

} // namespace ivschat::journal
