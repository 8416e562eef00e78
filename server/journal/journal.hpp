// Lives on the core. Records what happened, for queries and for calls that wait.
#pragma once

#include "journal/ring.hpp"
#include "journal/wait_queue.hpp"

#include <cstdint>
#include <vector>

namespace ivschat::journal {

struct query {
    filter which = {};
    std::size_t limit = 1000; // of entries in the reply
};

// The entries point into the ring: they are valid until the next record or clear.
struct page {
    std::vector<const entry*> entries = {};
    std::uint64_t last = 0; // the next query's `after`
    std::uint64_t lost = 0; // entries after the query's `after` that fell out of the ring
    bool has_more = false;
};

class journal {
public:
    // With a bound of 0 entries the journal is off: it records nothing.
    explicit journal(ring_bounds bounds = {}) : is_on_{bounds.entries > 0}, entries_{bounds} {}
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    // Spares callers on hot paths an entry that would not be kept.
    bool is_on() const { return is_on_; }
    // Numbers the entry, keeps it, and completes the waits that it decides.
    void record(entry what) {
        if (is_on_) waits_.notify(entries_.append(std::move(what)));
    }

    page find(const query& query) const;
    // Waits keep what they have counted.
    void clear() { entries_.clear(); }
    // Forgets everything: numbers begin again, too. No wait may be under way.
    void restart() { entries_.restart(); }

    // As in wait_queue.
    std::optional<wait_id> wait(expectation expected, completion done) {
        return waits_.add(std::move(expected), std::move(done));
    }
    void expire(wait_id id) { waits_.expire(id); }
    void cancel(wait_id id) { waits_.cancel(id); }
    void cancel_waits(std::string_view room_arn) { waits_.cancel_all(room_arn); }
    void close_waits() { waits_.close(); }

    const ring& entries() const { return entries_; }

private:
    bool is_on_;
    ring entries_;
    wait_queue waits_{entries_};
};

} // namespace ivschat::journal
