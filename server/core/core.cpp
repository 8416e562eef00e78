#include "core/core.hpp"

#include <algorithm>

namespace ivschat {
namespace {

// A clock that is frozen a nanosecond before something is due would set a timer off for ever.
constexpr std::chrono::nanoseconds shortest_wait = std::chrono::milliseconds{1};

} // namespace

core::core(runtime::executor executor, const runtime::clock& clock, chat::service service)
    : clock_{clock}, service_{std::move(service)}, timer_{executor} {}

void core::finish(const chat::effects& effects) {
    for (const auto& effect : effects) {
        for (auto* sink : sinks_) sink->carry_out(effect);
    }
    arm_timer();
}

std::optional<chat::timestamp> core::next_due() const {
    auto earliest = service_.next_due();
    for (const auto* each : scheduled_) {
        const auto due = each->next_due();
        if (due && (!earliest || *due < *earliest)) earliest = due;
    }
    return earliest;
}

void core::do_what_is_due() {
    const auto now = clock_.now();
    run([](chat::service&, chat::timestamp, chat::effects&) { return true; });
    for (auto* each : scheduled_) {
        const auto due = each->next_due();
        if (due && *due <= now) each->advance(now);
    }
    arm_timer();
}

void core::move_clock(adjustable_clock& clock, chat::timestamp target) {
    for (auto due = next_due(); due && *due <= target; due = next_due()) {
        if (*due > clock.now()) static_cast<void>(clock.set(*due));
        do_what_is_due();
        if (next_due() == due) break; // what cannot be done now must not stop the clock
    }
    // A running clock may have passed it.
    static_cast<void>(clock.set(std::max(target, clock.now())));
    clock_changed();
}

void core::clock_changed() {
    armed_for_.reset(); // the distance is another one
    do_what_is_due();
}

void core::arm_timer() {
    const auto due = next_due();
    if (stopped_ || due == armed_for_) return;
    armed_for_ = due;
    if (!due) {
        timer_.cancel();
        return;
    }
    // The service's clock may be another than the timer's, so only the distance counts, and a
    // timer that went off too early looks again.
    const auto distance = *due - clock_.now();
    const bool is_due = distance.count() <= 0;
    timer_.expires_after(is_due ? std::chrono::nanoseconds{0} : std::max(distance, shortest_wait));
    timer_.async_wait([this](const runtime::error_code& failed) {
        if (failed) return;
        armed_for_.reset();
        do_what_is_due();
    });
}

void core::stop() {
    stopped_ = true;
    timer_.cancel();
}

} // namespace ivschat
