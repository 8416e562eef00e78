#include "core/core.hpp"

#include <algorithm>

namespace ivschat {
namespace {

// Without it, a clock that is frozen a nanosecond before something is due would let the timer
// expire again and again.
constexpr std::chrono::nanoseconds shortest_wait = std::chrono::milliseconds{1};

} // namespace

core::core(runtime::executor executor, const runtime::clock& real_clock,
           const chat::service_settings& settings, chat::random_fill random)
    : clock_{real_clock},
      service_{settings},
      request_quotas_{settings.quotas},
      random_{std::move(random)},
      timer_{executor} {}

chat::command_outcome core::apply(chat::any_command command) {
    chat::seed seed;
    if (chat::needs_seed(command)) random_(seed.bytes);
    chat::effects effects;
    auto outcome = service_.apply(clock_.now(), seed, std::move(command), effects);
    for (const auto& effect : effects) {
        for (auto* sink : sinks_) sink->carry_out(effect);
    }
    arm_timer();
    return outcome;
}

const chat::service& core::query() {
    const auto due = service_.next_due();
    if (due && *due <= clock_.now()) submit(chat::advance_time{});
    return service_;
}

std::optional<chat::timestamp> core::next_due() const {
    auto earliest = service_.next_due();
    for (const auto* each : scheduled_) {
        const auto due = each->next_due();
        if (due && (!earliest || *due < *earliest)) earliest = due;
    }
    return earliest;
}

void core::run_due() {
    const auto now = clock_.now();
    submit(chat::advance_time{});
    for (auto* each : scheduled_) {
        const auto due = each->next_due();
        if (due && *due <= now) each->advance(now);
    }
    arm_timer();
}

void core::freeze_clock() {
    clock_.freeze();
    on_clock_changed();
}

void core::resume_clock() {
    clock_.resume();
    on_clock_changed();
}

void core::advance_clock_to(chat::timestamp target) {
    for (auto due = next_due(); due && *due <= target; due = next_due()) {
        if (*due > clock_.now()) static_cast<void>(clock_.set(*due));
        run_due();
        if (next_due() == due) break; // what stays due must not stop the clock
    }
    // A running clock may have passed the target meanwhile.
    static_cast<void>(clock_.set(std::max(target, clock_.now())));
    on_clock_changed();
}

void core::restart_clock() {
    clock_.restart();
    on_clock_changed();
}

void core::on_clock_changed() {
    armed_for_.reset(); // the timer's distance no longer holds
    run_due();
}

void core::arm_timer() {
    const auto due = next_due();
    if (stopped_ || due == armed_for_) return;
    armed_for_ = due;
    if (!due) {
        timer_.cancel();
        return;
    }
    // The core's clock is not the timer's, so only the distance counts, and a timer that expires
    // too early is armed again.
    const auto distance = *due - clock_.now();
    const bool is_due = distance.count() <= 0;
    timer_.expires_after(is_due ? std::chrono::nanoseconds{0} : std::max(distance, shortest_wait));
    timer_.async_wait([this](const runtime::error_code& failed) {
        if (failed || stopped_) return;
        armed_for_.reset();
        run_due();
    });
}

void core::stop() {
    stopped_ = true;
    timer_.cancel();
}

} // namespace ivschat
