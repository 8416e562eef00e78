// Lives on the core. The journal: what happened, for whoever asks and whoever waits.
#pragma once

#include "journal/ring.hpp"
#include "journal/waiters.hpp"

#include <cstdint>
#include <vector>

namespace ivschat::journal {

struct query {
    filter which = {};
    std::size_t limit = 1000; // of entries in the reply
};

// The entries are those of the ring: they hold until the next record or clear.
struct page {
    std::vector<const entry*> entries = {};
    std::uint64_t last = 0; // number to go on after
    std::uint64_t lost = 0; // entries behind the query's `after` that have fallen out
    bool has_more = false;
};

class journal {
public:
    // Bounds without entries: it is off, and nothing is recorded.
    explicit journal(ring_bounds bounds = {}) : is_on_{bounds.entries > 0}, entries_{bounds} {}
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    // For who would rather not make an entry in vain.
    bool is_on() const { return is_on_; }
    // Numbers the entry, keeps it, and tells those whose expectation it decides.
    void record(entry what) {
        if (is_on_) waiters_.look_at(entries_.append(std::move(what)));
    }

    page find(const query& query) const;
    // What a waiter has seen before still counts for it.
    void clear() { entries_.clear(); }

    // As those of `waiters`.
    std::optional<waiter_id> wait(expectation expected, completion done) {
        return waiters_.start(std::move(expected), std::move(done));
    }
    void expire(waiter_id id) { waiters_.expire(id); }
    void cancel(waiter_id id) { waiters_.cancel(id); }

    const ring& entries() const { return entries_; }

private:
    bool is_on_;
    ring entries_;
    waiters waiters_{entries_};
};

} // namespace ivschat::journal
