// Numbers with one writer, which any thread may read. A plain load and store: unlike fetch_add they
// lock no bus, and the one writer loses nothing.
#pragma once

#include <atomic>
#include <cstdint>

namespace ivschat::metrics {

// Only rises.
class counter {
public:
    void add(std::uint64_t more = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// Rises and falls. One shard's share may be below zero: what rises on one may fall on another.
class gauge {
public:
    void add(std::int64_t change) { set(value() + change); }
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

} // namespace ivschat::metrics
