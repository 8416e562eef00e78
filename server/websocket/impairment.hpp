// Lives on one shard. What fault rules and the control API do to one connection: hold its reading
// or its writing, delay frames, or let one be overtaken. Most connections never have one.
#pragma once

#include "faults/effect.hpp"
#include "faults/reorder_slot.hpp"
#include "runtime/one_shot_timer.hpp"
#include "websocket/send_queue.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace ivschat::websocket {

class impairment : public std::enable_shared_from_this<impairment> {
public:
    // Of real time. Not set: until it is released.
    using duration = std::optional<std::chrono::nanoseconds>;

    // `on_reading_released` is called whenever a hold on reading ends.
    impairment(std::shared_ptr<send_queue> queue, std::function<void()> on_reading_released);

    // Until then nothing that comes in is handled, and nothing of it is lost. A later hold takes
    // the place of an earlier one.
    void hold_reading(duration how_long);
    bool holds_reading() const { return is_reading_held_; }
    void release_reading();

    // Until then nothing is sent. What was pushed before leaves first, if the socket takes it.
    void hold_writing(duration how_long);
    void release_writing();

    // Runs `step` after `delay`, behind everything that was deferred before. Of more than 4096 that
    // are deferred, the oldest runs early.
    void defer(std::chrono::nanoseconds delay, std::function<void()> step);
    bool has_deferred() const { return !deferred_.empty(); }
    // Runs them all now.
    void flush_deferred();
    // They never run.
    void discard_deferred();

    // Queues the frame, or holds it back for at most `release_after` so that the next one overtakes
    // it.
    void push(frame data, const faults::reorder* reordered);
    void release_reordered();

    // Ends every hold: deferred steps run, held frames go out, reading and writing go on.
    void release_all();
    // The same, but deferred steps never run and a held frame never goes out.
    void discard_all();

private:
    struct deferred_step {
        runtime::steady_timer::time_point due;
        std::function<void()> run;
    };

    // A step may end the connection, so a timer's handler holds the impairment.
    void start(runtime::one_shot_timer& timer, duration how_long, void (impairment::*then)());
    void wait_for_next_deferred();
    void run_due();
    void run_next();

    std::shared_ptr<send_queue> queue_;
    std::function<void()> on_reading_released_;
    bool is_reading_held_ = false;
    runtime::one_shot_timer reading_timer_;
    runtime::one_shot_timer writing_timer_;
    runtime::one_shot_timer deferred_timer_;
    std::deque<deferred_step> deferred_; // in the order in which they are due
    runtime::one_shot_timer reorder_timer_;
    faults::reorder_slot<frame> slot_;
};

} // namespace ivschat::websocket
