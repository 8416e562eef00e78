// Lives on the core. Those who wait until the journal is as they expect. Each looks at each entry
// once: at those that are there when it comes, then at each one as it is appended.
#pragma once

#include "journal/expectation.hpp"
#include "journal/ring.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace ivschat::journal {

// A number that never returns while the process lives.
enum class waiter_id : std::uint64_t {};

// Called once: when the expectation is decided, or when its time is over. It may call back into
// whatever it likes, also the journal; it must not block.
using completion = std::function<void(const outcome&)>;

class waiters {
public:
    static constexpr std::size_t most = 1024; // at a time; more are refused

    // `entries` must outlive the waiters.
    explicit waiters(const ring& entries) : entries_{entries} {}

    // Nothing if too many wait already. What is decided already completes within the call; its id
    // then is one that nobody waits under.
    std::optional<waiter_id> start(expectation expected, completion done);
    // To be called with each entry, after it was appended.
    void look_at(const entry& entry);
    // The time is over: completes with things as they stand. An id that has completed is ignored.
    void expire(waiter_id id);
    // Ends without completing. An id that has completed is ignored.
    void cancel(waiter_id id) { waiting_.erase(id); }

    std::size_t size() const { return waiting_.size(); }

private:
    struct waiter {
        expectation_matcher matcher;
        completion done;
        std::uint64_t lost; // when it came
    };

    const ring& entries_;
    std::map<waiter_id, waiter> waiting_; // in the order in which they came
    std::uint64_t last_id_ = 0;
};

} // namespace ivschat::journal
