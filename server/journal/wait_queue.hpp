// Lives on the core. Expectations that wait for the journal to fulfil them. Each tests each entry
// once: those that exist when it is added, then each one as it is appended.
//
// Testing is bounded by a budget. A wait that could not test all entries is behind, and goes on in
// `process_backlog`.
#pragma once

#include "journal/budget.hpp"
#include "journal/expectation.hpp"
#include "journal/ring.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

namespace ivschat::journal {

// Never reused within a process.
enum class wait_id : std::uint64_t {};

// Called once: when the expectation is decided, or when its time is over. It may call the journal,
// but must not block.
using completion = std::function<void(const outcome&)>;

class wait_queue {
public:
    static constexpr std::size_t max_waiting = 1024; // `add` refuses more

    // `entries` must outlive the queue.
    explicit wait_queue(const ring& entries) : entries_{entries} {}

    // Nothing if the queue is full. The wait is behind if entries exist that it must test. In a
    // closed queue it completes within the call; the id is then that of no wait.
    std::optional<wait_id> add(expectation expected, completion done);
    // Must be called with each entry after it was appended. While a wait is behind, nothing is
    // tested here: `process_backlog` will test the entry after those before it.
    void notify(const entry& entry, const budget& is_spent = unlimited());
    // Tests entries for the waits that are behind, a few for each in turn. Must be called until it
    // returns false: then no wait is behind.
    bool process_backlog(const budget& is_spent = unlimited());
    bool is_behind() const { return is_behind_; }
    // The wait's time is over: completes it as things stand once it has tested the entries that
    // exist now. Ignored if it has completed.
    void expire(wait_id id);
    // Removes the wait without completing it. Ignored if it has completed.
    void cancel(wait_id id) { waits_.erase(id); }

    // A reset: completes the waits that name the room, or all if the ARN is empty.
    void cancel_all(std::string_view room_arn);
    // Completes all waits, those to come too.
    void close();

    std::size_t size() const { return waits_.size(); }

private:
    struct wait {
        expectation_matcher matcher;
        completion done;
        std::uint64_t position;                    // of the last entry that it tested or skipped
        std::optional<std::uint64_t> through = {}; // the last entry to test, once its time is over
        std::uint64_t lost = 0;                    // entries that fell out before they were tested
    };

    std::uint64_t end_of(const wait& which) const;
    bool is_behind(const wait& which) const { return which.position < end_of(which); }
    bool is_over(const wait& which) const;
    bool advance(wait& which, const budget& is_spent);
    void complete(wait_id id);

    const ring& entries_;
    std::map<wait_id, wait> waits_; // in the order in which they were added
    wait_id turn_{};                // the wait that had the latest turn in process_backlog
    bool is_behind_ = false;        // one of the waits may be
    std::uint64_t last_id_ = 0;
    bool is_closed_ = false;
};

} // namespace ivschat::journal
