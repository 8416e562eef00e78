// Lives on one shard. Counters by a key that clients choose, such as an ARN. The number of keys is
// bounded, so that no client can grow the metrics page without end; later keys count as "other".
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

namespace ivschat::metrics {

inline constexpr std::string_view other_key = "other";

template <class Counters, std::size_t MaxKeys = 64>
class keyed {
public:
    using counters_type = Counters;

    // The counters of a key, valid as long as this object. Searches linearly: not for hot paths.
    Counters& of(std::string_view key) {
        const auto used = used_.load(std::memory_order_relaxed);
        for (std::size_t i = 0; i < used; ++i) {
            if (entries_[i].key == key) return entries_[i].counters;
        }
        // The last entry is shared by all keys that found none free.
        if (used > MaxKeys) return entries_[MaxKeys].counters;
        entries_[used].key = used < MaxKeys ? key : other_key;
        // Published after the key is written, which never changes again.
        used_.store(used + 1, std::memory_order_release);
        return entries_[used].counters;
    }

    // `visit(key, counters)` in the order in which the keys were added. From any thread.
    template <class Visit>
    void for_each(Visit visit) const {
        const auto used = used_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < used; ++i) visit(entries_[i].key, entries_[i].counters);
    }

private:
    struct entry {
        std::string key;
        Counters counters;
    };

    std::array<entry, MaxKeys + 1> entries_;
    std::atomic<std::size_t> used_{0};
};

} // namespace ivschat::metrics
