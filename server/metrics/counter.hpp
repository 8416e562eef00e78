// Numbers with one writer, which any thread may read. A load and a store are enough for one writer
// and, unlike fetch_add, do not lock the bus.
#pragma once

#include <atomic>
#include <cstdint>

namespace ivschat::metrics {

// Never decreases.
class counter {
public:
    void add(std::uint64_t more = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// Increases and decreases. On one shard it may be negative, because another shard may decrease what
// this one increased.
class gauge {
public:
    void add(std::int64_t change) { set(value() + change); }
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

} // namespace ivschat::metrics
