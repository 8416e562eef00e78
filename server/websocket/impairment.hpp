// Lives on one shard. What fault rules and the control API do to one connection: keep it from
// reading or writing, put frames off, or let one be overtaken. Most connections never have one.
#pragma once

#include "faults/effect.hpp"
#include "faults/reorder_slot.hpp"
#include "runtime/asio.hpp"
#include "websocket/send_queue.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace ivschat::websocket {

class impairment : public std::enable_shared_from_this<impairment> {
public:
    using length = std::optional<std::chrono::nanoseconds>; // of real time; not set: until `end`

    explicit impairment(std::shared_ptr<send_queue> box);

    // Until then nothing that comes in is handled; what has arrived is not lost.
    void hold_reading(length how_long);
    bool holds_reading() const { return reading_is_held_; }
    // Calls back once it is not held any more, at once if it is not; takes the place of an earlier
    // callback.
    void when_reading_goes_on(std::function<void()> callback);
    // Until then nothing is sent. What was pushed before leaves first, if the socket takes it.
    void hold_writing(length how_long);

    // Does it after `delay`, and behind everything that was put off before. Of more than 4096 that
    // wait, the oldest is done early.
    void put_off(std::chrono::nanoseconds delay, std::function<void()> step);
    bool has_put_off() const { return !put_off_.empty(); }
    // Does at once what was put off.
    void catch_up();
    // Never does it.
    void forget_put_off();

    // Queues the frame, or holds it back for at most `release_after` so that the next one overtakes
    // it.
    void push(frame data, const faults::reorder* reordered);

    // Everything goes on where it stood.
    void go_on_reading();
    void go_on_writing();
    void release_held();
    void end();

private:
    struct late_step {
        runtime::steady_timer::time_point due;
        std::function<void()> run;
    };

    void wait_for_next();
    void run_due();
    void run_next();
    void start(runtime::steady_timer& timer, length how_long, void (impairment::*then)());

    std::shared_ptr<send_queue> box_;
    bool reading_is_held_ = false;
    runtime::steady_timer reading_;
    std::function<void()> on_reading_;
    runtime::steady_timer writing_;
    runtime::steady_timer late_;
    std::deque<late_step> put_off_; // by the time they are due
    runtime::steady_timer overtaking_;
    faults::reorder_slot<frame> slot_;
};

} // namespace ivschat::websocket
