// Lives on the core. Answers a query in steps, so that a long one does not block the core. Between
// the steps, entries may be added, fall out or be cleared: the position is an entry's number.
#pragma once

#include "journal/budget.hpp"
#include "journal/condition.hpp"
#include "journal/ring.hpp"

#include <cstdint>
#include <functional>

namespace ivschat::journal {

struct query {
    filter which = {};
    std::size_t limit = 1000; // of entries in the reply
};

class cursor {
public:
    // Only entries that exist now will be tested. `entries` must outlive the cursor.
    cursor(const ring& entries, query wanted);

    // Calls `found` with each matching entry, in order. True when that was the last one; false when
    // the budget is spent, and the call must be repeated.
    bool advance(const std::function<void(const entry&)>& found, const budget& is_spent);

    // These are final when `advance` has returned true.
    std::uint64_t last() const;                  // the next query's `after`
    bool has_more() const { return has_more_; }  // more entries match than the limit allows
    std::uint64_t lost() const { return lost_; } // entries that fell out before they were tested

private:
    const ring& entries_;
    query wanted_;
    std::uint64_t through_; // the last entry to test
    std::uint64_t epoch_;   // of the ring
    std::uint64_t position_;
    std::size_t found_ = 0;
    std::uint64_t last_found_;
    std::uint64_t lost_ = 0;
    bool has_more_ = false;
};

} // namespace ivschat::journal
