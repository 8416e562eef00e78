// Lives on the core. Owns the chat state and its clock: applies commands on the one thread that may
// change them and hands the effects, in order, to whoever carries them out.
#pragma once

#include "chat/effect_sink.hpp"
#include "chat/request_quotas.hpp"
#include "chat/service.hpp"
#include "core/adjustable_clock.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/scheduled.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace ivschat {

class core {
public:
    // The core's clock shows the time of `real_clock` until it is frozen or advanced. `random` is
    // asked for the seed of each command that needs one.
    core(runtime::executor executor, const runtime::clock& real_clock,
         const chat::service_settings& settings, chat::random_fill random);

    void add_sink(chat::effect_sink& sink) { sinks_.push_back(&sink); }
    // What waits for a time outside chat/. When its next time changes while no effect is carried
    // out, `reschedule` must be called.
    void add_scheduled(runtime::scheduled& added) { scheduled_.push_back(&added); }
    void reschedule() { arm_timer(); }

    // ---- Commands ----

    // Applies the command and carries out its effects, then calls `completion(outcome)`. That
    // happens before this returns; a completion must not rely on it and must own what it uses.
    template <class Command, class Completion>
    void submit(Command command, Completion completion) {
        auto outcome = apply(chat::any_command{std::in_place_type<Command>, std::move(command)});
        completion(std::get<chat::outcome_of<Command>>(std::move(outcome)));
    }
    template <class Command>
    void submit(Command command) {
        apply(chat::any_command{std::in_place_type<Command>, std::move(command)});
    }
    // For callers that must have the outcome before they go on.
    template <class Command>
    chat::outcome_of<Command> execute(Command command) {
        return std::get<chat::outcome_of<Command>>(
            apply(chat::any_command{std::in_place_type<Command>, std::move(command)}));
    }

    // The state at the clock's present time, for reading. Valid until the next command.
    const chat::service& query();

    // To be asked before a request is looked at; no part of the state that commands change.
    chat::request_quotas& request_quotas() { return request_quotas_; }

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

    // No timer fires after this.
    void stop();

private:
    chat::command_outcome apply(chat::any_command command);
    std::optional<chat::timestamp> next_due() const;
    void run_due();
    void on_clock_changed();
    void arm_timer();

    adjustable_clock clock_;
    chat::service service_;
    chat::request_quotas request_quotas_;
    chat::random_fill random_;
    std::vector<chat::effect_sink*> sinks_;
    std::vector<runtime::scheduled*> scheduled_;
    runtime::steady_timer timer_;
    std::optional<chat::timestamp> armed_for_;
    bool stopped_ = false;
};

} // namespace ivschat
