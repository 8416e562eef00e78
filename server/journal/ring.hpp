// Lives on the core. The latest entries, bounded in number and bytes; the oldest fall out.
#pragma once

#include "journal/entry.hpp"
#include "journal/ring_bounds.hpp"

#include <boost/circular_buffer.hpp>

#include <cstdint>
#include <ranges>

namespace ivschat::journal {

class ring {
public:
    explicit ring(ring_bounds bounds = {});

    // Keeps the entry under the next number. The reference is valid until the next append or clear.
    const entry& append(entry what);
    // Numbers continue as if nothing had been cleared.
    void clear();
    // Clears, and begins a new epoch: numbers begin at one again.
    void restart();

    // The kept entries with a greater number, in order. Valid until the next append or clear.
    auto after(std::uint64_t number) const {
        return std::ranges::subrange(entries_.begin() + offset_after(number), entries_.end());
    }
    // Null if it fell out, was cleared or does not exist yet.
    const entry* find(std::uint64_t number) const;
    // How many entries with a greater number fell out. Cleared ones do not count.
    std::uint64_t lost_after(std::uint64_t number) const;

    std::uint64_t last_number() const { return last_number_; } // zero before the first
    std::uint64_t epoch() const { return epoch_; }
    std::size_t size() const { return entries_.size(); }
    std::size_t bytes() const { return bytes_; }

private:
    std::uint64_t first_number() const { return last_number_ - entries_.size() + 1; }
    std::ptrdiff_t offset_after(std::uint64_t number) const;
    void drop_oldest();

    ring_bounds bounds_;
    // Space-optimized, because a full-sized buffer would take 4 MB even while empty.
    boost::circular_buffer_space_optimized<entry> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t last_number_ = 0;
    std::uint64_t cleared_through_ = 0;
    std::uint64_t epoch_ = 0;
};

} // namespace ivschat::journal
