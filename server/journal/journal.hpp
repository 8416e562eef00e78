// Lives on the core. Records what happened, for queries and for calls that wait.
#pragma once

#include "journal/cursor.hpp"
#include "journal/ring.hpp"
#include "journal/wait_queue.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace ivschat::journal {

class journal {
public:
    // Runs a function later on the core, after what is due there already.
    using post_function = std::function<void(std::function<void()>)>;

    // With a bound of 0 entries the journal is off: it records nothing. `post` serves the waits
    // that have many entries to test; the journal must outlive what was posted.
    explicit journal(ring_bounds bounds = {}, post_function post = run_at_once)
        : is_on_{bounds.entries > 0}, entries_{bounds}, post_{std::move(post)} {}
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    // Spares callers on hot paths an entry that would not be kept.
    bool is_on() const { return is_on_; }
    // Numbers the entry, keeps it, and completes the waits that it decides, now or a little later.
    void record(entry what);

    // Queries the entries that exist now.
    cursor find(query wanted) const { return {entries_, std::move(wanted)}; }
    // Waits keep what they have counted. Numbers continue.
    void clear() { entries_.clear(); }
    // Clears, begins the numbers again, and ends waits that are still under way by a reset.
    void restart();

    // As in wait_queue; a wait completes when it is decided, without `process_backlog`.
    std::optional<wait_id> wait(expectation expected, completion done);
    void expire(wait_id id) { waits_.expire(id); }
    void cancel(wait_id id) { waits_.cancel(id); }
    void cancel_waits(std::string_view room_arn) { waits_.cancel_all(room_arn); }
    void close_waits() { waits_.close(); }

    const ring& entries() const { return entries_; }

private:
    static void run_at_once(const std::function<void()>& what) { what(); }
    void schedule_backlog();

    bool is_on_;
    ring entries_;
    wait_queue waits_{entries_};
    post_function post_;
    bool is_scheduled_ = false;
};

} // namespace ivschat::journal
