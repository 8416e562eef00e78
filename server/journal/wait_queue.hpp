// Lives on the core. Expectations that wait for the journal to fulfil them. Each tests each entry
// once: those that exist when it is added, then each one as it is appended.
#pragma once

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

    // Nothing if the queue is full. An expectation that existing entries decide completes within
    // the call; the id is then that of no wait.
    std::optional<wait_id> add(expectation expected, completion done);
    // Must be called with each entry after it was appended.
    void notify(const entry& entry);
    // The wait's time is over: completes it as things stand. Ignored if it has completed.
    void expire(wait_id id);
    // Removes the wait without completing it. Ignored if it has completed.
    void cancel(wait_id id) { waits_.erase(id); }

    // Completes waits as cancelled: those that name the room, or all if the ARN is empty.
    void cancel_all(std::string_view room_arn);

    // Completes all waits as cancelled, those to come too.
    void close();

    std::size_t size() const { return waits_.size(); }

private:
    struct wait {
        expectation_matcher matcher;
        completion done;
        std::uint64_t lost; // when it was added
    };

    const ring& entries_;
    std::map<wait_id, wait> waits_; // in the order in which they were added
    std::uint64_t last_id_ = 0;
    bool is_closed_ = false;
};

} // namespace ivschat::journal
