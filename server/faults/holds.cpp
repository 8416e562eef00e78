#include "faults/holds.hpp"

#include <utility>

namespace ivschat::faults {

runtime::awaitable<hold_end> holds::wait(hold what, std::string room_arn,
                                         runtime::close_notifier* peer) {
    if (is_closed_) co_return hold_end::shutdown;
    const auto at = waiting_.insert(waiting_.end(), {.timer = runtime::steady_timer{executor_},
                                                     .ends_with_rules = what.ends_with_rules,
                                                     .room_arn = std::move(room_arn)});
    if (what.duration) {
        at->timer.expires_after(*what.duration);
    } else {
        at->timer.expires_at(runtime::steady_timer::time_point::max());
    }
    const runtime::close_notifier::subscription closing{
        peer, [this, at] { end(*at, hold_end::peer_closed); }};
    co_await at->timer.async_wait(runtime::use_nothrow_awaitable);
    const auto ended_by = at->ended_by;
    waiting_.erase(at);
    co_return ended_by;
}

void holds::on_rules_changed() {
    for (auto& each : waiting_) {
        if (each.ends_with_rules) end(each, hold_end::rules_changed);
    }
}

void holds::on_reset(std::string_view room_arn) {
    for (auto& each : waiting_) {
        if (room_arn.empty() || each.room_arn == room_arn) end(each, hold_end::reset);
    }
}

void holds::close() {
    is_closed_ = true;
    for (auto& each : waiting_) end(each, hold_end::shutdown);
}

// A hold whose time is over already may not have gone on yet: what comes now counts for it, too.
// The first cause stands, so that a reset's new rules do not let a call go on that the reset has
// ended.
void holds::end(waiting& which, hold_end why) {
    if (which.ended_by != hold_end::elapsed) return;
    which.ended_by = why;
    which.timer.cancel();
}

} // namespace ivschat::faults
