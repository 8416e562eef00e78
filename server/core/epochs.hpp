// Lives on the core. A reset of everything, or of a room, begins a new epoch. Work that began in an
// older one must end without any effect. What arrives during a reset waits for its end.
#pragma once

#include "runtime/asio.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ivschat {

class epochs {
public:
    // Of resets so far.
    using number = std::uint64_t;

    // Begins a new epoch. The reset is under way for as long as this object lives; no other one may
    // be under way. An empty ARN means everything.
    class reset {
    public:
        reset(epochs& owner, std::string_view room_arn) : owner_{owner} {
            owner_.begin_reset(room_arn);
        }
        ~reset() { owner_.end_reset(); }
        reset(const reset&) = delete;
        reset& operator=(const reset&) = delete;

    private:
        epochs& owner_;
    };

    explicit epochs(runtime::executor runs_on)
        : reset_done_{runs_on, runtime::steady_timer::time_point::max()} {}

    number current() const { return current_; }
    // Whether no reset of everything and none of the room has begun since. An empty ARN is that of
    // no room.
    bool is_current(number since, std::string_view room_arn = {}) const;

    bool is_reset_under_way() const { return is_reset_under_way_; }
    // Whether everything or the room is being reset.
    bool is_resetting(std::string_view room_arn) const {
        return is_reset_under_way_ && (being_reset_.empty() || being_reset_ == room_arn);
    }
    // Completes when no reset is under way. Check `is_reset_under_way` first where time counts.
    runtime::awaitable<void> wait_for_reset() const;

    // When everything was reset last.
    number of_everything() const { return of_everything_; }

private:
    // A bound on memory: beyond it, work of every room counts as old.
    static constexpr std::size_t max_rooms = 1000;

    void begin_reset(std::string_view room_arn);
    void end_reset();

    number current_ = 0;
    number of_everything_ = 0;
    std::map<std::string, number, std::less<>> of_room_;
    bool is_reset_under_way_ = false;
    std::string being_reset_;                  // the room's ARN; empty: everything
    mutable runtime::steady_timer reset_done_; // cancelled at the end of a reset
};

} // namespace ivschat
