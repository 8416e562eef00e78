// Lives on one shard. Figures by a key that comes from outside, such as an ARN. A bounded number of
// keys, so that no client makes the page grow for ever: whoever comes later is counted as "other".
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

namespace ivschat::metrics {

inline constexpr std::string_view other_key = "other";

template <class Figures, std::size_t MostKeys = 64>
class keyed {
public:
    using figures_type = Figures;

    // Of that key, for as long as this lives. A search through all keys: not for hot paths.
    Figures& of(std::string_view key) {
        const auto used = used_.load(std::memory_order_relaxed);
        for (std::size_t i = 0; i < used; ++i) {
            if (entries_[i].key == key) return entries_[i].figures;
        }
        // The last place is everybody's who found none free.
        if (used > MostKeys) return entries_[MostKeys].figures;
        entries_[used].key = used < MostKeys ? key : other_key;
        // A reader that sees the new size sees the key, which never changes again.
        used_.store(used + 1, std::memory_order_release);
        return entries_[used].figures;
    }

    // `visit(key, figures)` in the order in which the keys came. From any thread.
    template <class Visit>
    void for_each(Visit visit) const {
        const auto used = used_.load(std::memory_order_acquire);
        for (std::size_t i = 0; i < used; ++i) visit(entries_[i].key, entries_[i].figures);
    }

private:
    struct entry {
        std::string key;
        Figures figures;
    };

    std::array<entry, MostKeys + 1> entries_;
    std::atomic<std::size_t> used_{0};
};

} // namespace ivschat::metrics
