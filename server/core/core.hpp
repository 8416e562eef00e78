// Lives on the core. Owns the chat state and its clock: runs commands on the one thread that may
// change them and hands the effects, in order, to whoever carries them out.
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
    // The core's clock shows the time of `real_clock` until it is frozen or advanced.
    core(runtime::executor executor, const runtime::clock& real_clock, chat::service service);

    void add_sink(chat::effect_sink& sink) { sinks_.push_back(&sink); }
    // What waits for a time outside chat/. It may change what it waits for while an effect is
    // carried out, or else calls `reschedule`.
    void add_scheduled(runtime::scheduled& added) { scheduled_.push_back(&added); }
    void reschedule() { arm_timer(); }

    // ---- The clock; what has fallen due happens before these return ----

    void freeze_clock();
    // Nothing changes if it runs.
    void resume_clock();
    // Advances the clock to `target`, at least its present time. What falls due on the way happens
    // in its order and at its time.
    void advance_clock_to(chat::timestamp target);
    // The clock runs and shows the real time again. Time may go back by it, so the state must have
    // been emptied.
    void restart_clock();
    // Any thread may read it.
    const adjustable_clock& clock() const { return clock_; }

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

private:
    void finish(const chat::effects& effects);
    std::optional<chat::timestamp> next_due() const;
    void do_what_is_due();
    void on_clock_changed();
    void arm_timer();

    adjustable_clock clock_;
    chat::service service_;
    std::vector<chat::effect_sink*> sinks_;
    std::vector<runtime::scheduled*> scheduled_;
    runtime::steady_timer timer_;
    std::optional<chat::timestamp> armed_for_;
    bool stopped_ = false;
};

} // namespace ivschat
