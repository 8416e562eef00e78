// Lives on the core. Runs commands on the one thread that owns the chat service and hands their
// effects, in order, to whoever carries them out.
#pragma once

#include "chat/effect_sink.hpp"
#include "chat/service.hpp"
#include "core/adjustable_clock.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/scheduled.hpp"

#include <optional>
#include <vector>

namespace ivschat {

class core {
public:
    core(runtime::executor executor, const runtime::clock& clock, chat::service service);

    void add_sink(chat::effect_sink& sink) { sinks_.push_back(&sink); }
    // What waits for a time outside chat/. It may change what it waits for while an effect is
    // carried out, or else calls `reschedule`.
    void add_scheduled(runtime::scheduled& added) { scheduled_.push_back(&added); }
    void reschedule() { arm_timer(); }

    // Moves the clock on to `target`, at least its present time, and lets what falls due on the way
    // happen in its order and at its time. `clock` is the one that was given to the constructor.
    void move_clock(adjustable_clock& clock, chat::timestamp target);
    // The clock was changed in another way.
    void clock_changed();

    // `command(service, now, effects)`; its result is returned. What has fallen due by now happens
    // first.
    template <class Command>
    auto run(Command&& command) {
        const auto now = clock_.now();
        chat::effects effects;
        service_.advance(now, effects);
        auto result = command(service_, now, effects);
        finish(effects);
        return result;
    }

    // No timer fires after this.
    void stop();

    const runtime::clock& clock() const { return clock_; }

private:
    void finish(const chat::effects& effects);
    std::optional<chat::timestamp> next_due() const;
    void do_what_is_due();
    void arm_timer();

    const runtime::clock& clock_;
    chat::service service_;
    std::vector<chat::effect_sink*> sinks_;
    std::vector<runtime::scheduled*> scheduled_;
    runtime::steady_timer timer_;
    std::optional<chat::timestamp> armed_for_;
    bool stopped_ = false;
};

} // namespace ivschat
