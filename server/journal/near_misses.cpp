#include "journal/near_misses.hpp"

#include <algorithm>
#include <tuple>

namespace ivschat::journal {
namespace {

constexpr std::size_t max_misses = 5;

near_miss describe_miss(const entry& entry, const std::vector<condition>& wanted) {
    near_miss miss{.what = entry, .differences = {}};
    for (const auto& condition : wanted) {
        if (satisfies(entry, condition)) continue;
        miss.differences.push_back({.failed = condition, .found = value_of(entry, condition)});
    }
    return miss;
}

} // namespace

bool near_miss_ranking::candidate::is_nearer_than(const candidate& other) const {
    return std::tuple{failed, absent, other.number} <
           std::tuple{other.failed, other.absent, number};
}

bool near_miss_ranking::test(const entry& entry, const std::vector<condition>& wanted) {
    const bool is_full = nearest_.size() == max_misses;
    candidate tested{.number = entry.number};
    for (const auto& condition : wanted) {
        const auto result = compare(entry, condition);
        if (result == comparison::satisfied) continue;
        ++tested.failed;
        if (result == comparison::absent) ++tested.absent;
        if (is_full && tested.failed > nearest_.back().failed) return false;
    }
    if (tested.failed == 0) return true;
    if (tested.absent == wanted.size()) return false;
    const auto place = std::find_if(nearest_.begin(), nearest_.end(), [&](const candidate& each) {
        return tested.is_nearer_than(each);
    });
    nearest_.insert(place, tested);
    if (nearest_.size() > max_misses) nearest_.pop_back();
    return false;
}

std::vector<near_miss> near_miss_ranking::describe(const ring& entries,
                                                   const std::vector<condition>& wanted) const {
    std::vector<near_miss> misses;
    for (const auto& each : nearest_) {
        const auto* const found = entries.find(each.number);
        if (found != nullptr) misses.push_back(describe_miss(*found, wanted));
    }
    return misses;
}

} // namespace ivschat::journal
