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

    // Gives the entry the next number and keeps it. The reference holds until the next append or
    // clear.
    const entry& append(entry what);
    // Numbers go on as if nothing had been cleared.
    void clear();

    // In order, those with a greater number that are still here. Holds until the next append or
    // clear.
    auto after(std::uint64_t number) const {
        return std::ranges::subrange(entries_.begin() + offset_after(number), entries_.end());
    }
    // Nothing if it has fallen out, was cleared or has not come yet.
    const entry* find(std::uint64_t number) const;
    // How many with a greater number have fallen out. Those that were cleared do not count.
    std::uint64_t lost_after(std::uint64_t number) const;

    std::uint64_t last_number() const { return last_number_; } // zero before the first
    std::size_t size() const { return entries_.size(); }
    std::size_t bytes() const { return bytes_; }

private:
    std::uint64_t first_number() const { return last_number_ - entries_.size() + 1; }
    std::ptrdiff_t offset_after(std::uint64_t number) const;
    void drop_oldest();

    ring_bounds bounds_;
    // Grows with what is in it: at its full size an empty one would take 4 MB.
    boost::circular_buffer_space_optimized<entry> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t last_number_ = 0;
    std::uint64_t cleared_through_ = 0;
};

} // namespace ivschat::journal
