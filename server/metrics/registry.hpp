// The counters of every shard, and their sums. Any thread may read them without locking.
#pragma once

#include "metrics/counters.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ivschat::metrics {

class registry {
public:
    // At least one shard.
    explicit registry(std::size_t shards) : shards_(shards) {}
    registry(const registry&) = delete;
    registry& operator=(const registry&) = delete;

    // Only that shard may write them.
    counters& of_shard(std::size_t number) { return shards_.at(number); }

    // The sum of `read(counters)` over all shards: a number or durations.
    template <class Read>
    auto sum(Read read) const {
        decltype(read(shards_.front())) total{};
        for (const auto& each : shards_) total += read(each);
        return total;
    }

    // The sum of `read(value)` for each key of a keyed member, sorted by key.
    template <class Keyed, class Read>
    auto sum_by_key(const Keyed counters::*member, Read read) const {
        using number = decltype(read(std::declval<const typename Keyed::counters_type&>()));
        std::map<std::string, number> totals;
        for (const auto& each : shards_) {
            (each.*member).for_each([&](const std::string& key, const auto& value) {
                totals[key] += read(value);
            });
        }
        return totals;
    }

private:
    std::vector<counters> shards_;
};

} // namespace ivschat::metrics
