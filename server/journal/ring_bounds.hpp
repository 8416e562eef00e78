// How many entries the journal keeps.
#pragma once

#include <algorithm>
#include <cstddef>

namespace ivschat::journal {

struct ring_bounds {
    std::size_t entries = 10'000;
    std::size_t bytes =
        16U << 20U; // as `footprint` counts; the newest entry is kept even if it is larger

    // Scales the bytes with the entries, but not below the default.
    static ring_bounds of(std::size_t entries) {
        const ring_bounds usual;
        return {.entries = entries,
                .bytes = std::max(usual.bytes, entries * (usual.bytes / usual.entries))};
    }
};

} // namespace ivschat::journal
