#include "chat_log/courier.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::chat_log {
namespace {

bool needs_help(outcome::kind kind) {
    return kind != outcome::kind::delivered && kind != outcome::kind::try_again;
}

} // namespace

destination* destinations::of(chat::destination_kind kind) const {
    switch (kind) {
    case chat::destination_kind::s3:
        return s3.get();
    case chat::destination_kind::cloudwatch_logs:
        return cloudwatch_logs.get();
    case chat::destination_kind::firehose:
        break;
    }
    return firehose.get();
}

courier::courier(runtime::executor core, courier_settings settings, destinations destinations,
                 worker& worker, counters& counters, runtime::log& log)
    : core_{core},
      settings_{std::move(settings)},
      destinations_{std::move(destinations)},
      worker_{worker},
      counters_{counters},
      log_{log} {
    if (settings_.spool) restore(*settings_.spool);
}

void courier::restore(const spool& spool) {
    std::vector<std::string> faults;
    for (const auto& folder : spool.scan(faults)) {
        if (destinations_.of(folder.to.destination.kind) == nullptr) continue;
        auto& lane = lane_to(folder.to);
        lane.first_number = folder.numbers.front();
        lane.end_number = folder.numbers.back() + 1;
        counters_.batches_spooled += folder.numbers.size();
        start(lane);
    }
    for (const auto& fault : faults) {
        log_.error("Chat logs of an earlier run cannot be delivered.", {{"why", fault}});
    }
}

lane& courier::lane_to(const target& to) {
    auto& found = lanes_[to];
    if (!found) found = std::make_unique<lane>(core_, to);
    return *found;
}

void courier::send(batch closed) {
    auto& lane = lane_to(closed.to);
    bytes_ += closed.cost();
    ++counters_.batches_waiting;
    lane.queued.push_back(std::move(closed));
    if (lane.trouble) make_safe(lane);
    start(lane);
}

void courier::start(lane& lane) {
    if (lane.is_served) return;
    lane.is_served = true;
    ++served_;
    spawn(serve(lane));
}

runtime::awaitable<void> courier::serve(lane& lane) {
    const auto& to = *destinations_.of(lane.to.destination.kind);
    const auto is_over = [&] { return has_given_up_ && !to.is_local(); };
    while (!lane.is_empty() && !is_over()) {
        if (!lane.in_hand) {
            co_await take_next(lane);
            continue;
        }
        const auto outcome = co_await attempt(lane);
        note(lane, outcome);
        if (outcome.what == outcome::kind::delivered) {
            finish(lane);
        } else if (is_stopping_) {
            break;
        } else {
            make_safe(lane);
            co_await pause(lane, outcome.what);
        }
    }
    leave(lane);
}

runtime::awaitable<void> courier::take_next(lane& lane) {
    if (lane.has_spooled()) {
        co_await take_from_spool(lane);
    } else {
        lane.in_hand = std::move(lane.queued.front());
        lane.queued.pop_front();
    }
}

// The file stays until its content is delivered.
runtime::awaitable<void> courier::take_from_spool(lane& lane) {
    const auto number = lane.first_number++;
    auto found = co_await worker_.run(
        [this, &lane, number] { return settings_.spool->read(lane.to, number); });
    if (!found) {
        if (found.error().empty()) co_return; // it could not be written; that was said then
        --counters_.batches_spooled;
        log_.error("Chat logs in the data directory cannot be delivered.",
                   {{"why", found.error()}});
        co_return;
    }
    lane.number_in_hand = number;
    lane.in_hand = *std::move(found);
    --counters_.batches_spooled;
    ++counters_.batches_waiting;
    bytes_ += lane.in_hand->cost();
}

runtime::awaitable<outcome> courier::attempt(lane& lane) {
    auto& what = *lane.in_hand;
    const auto before = what.cost();
    bytes_ += before;
    lane.is_sending = true;
    auto* to = destinations_.of(what.to.destination.kind);
    auto outcome = co_await to->deliver(what);
    lane.is_sending = false;
    bytes_ -= 2 * before;
    bytes_ += what.cost();
    if (outcome.delivered > 0) lane.is_changed = true;
    co_return outcome;
}

void courier::note(lane& lane, const outcome& outcome) {
    counters_.records_delivered += outcome.delivered;
    counters_.records_dropped += outcome.rejected;
    if (outcome.rejected > 0) {
        log_.warning("A log destination did not take some chat records for their time.",
                     {{"destination", lane.to.destination.name},
                      {"records", std::to_string(outcome.rejected)}});
    }
    if (outcome.what == outcome::kind::delivered) {
        if (lane.trouble) {
            log_.info("A log destination takes chat logs again.",
                      {{"destination", lane.to.destination.name}});
        }
        lane.trouble.reset();
        has_said_dropped_ = false;
        lane.next_pause = settings_.patience.first_pause;
        return;
    }
    count_failure(lane, outcome.what);
    if (lane.trouble == outcome.what) return; // said already
    lane.trouble = outcome.what;
    log_.warning("Chat logs cannot be delivered; it is tried again.",
                 {{"configuration", lane.to.configuration_arn},
                  {"destination", lane.to.destination.name},
                  {"why", outcome.message}});
}

void courier::count_failure(const lane& lane, outcome::kind kind) {
    if (lane.is_orphaned) return;
    auto& failures = counters_.failures[lane.to.configuration_arn];
    switch (kind) {
    case outcome::kind::access_denied:
        ++failures.access_denied;
        break;
    case outcome::kind::not_found:
        ++failures.not_found;
        break;
    case outcome::kind::delivered:
    case outcome::kind::try_again:
    case outcome::kind::refused:
        ++failures.errors;
        break;
    }
}

void courier::finish(lane& lane) {
    bytes_ -= lane.in_hand->cost();
    --counters_.batches_waiting;
    lane.in_hand.reset();
    lane.is_changed = false;
    if (lane.number_in_hand) remove_from_spool(lane.to, *lane.number_in_hand);
    lane.number_in_hand.reset();
}

runtime::awaitable<void> courier::pause(lane& lane, outcome::kind why) {
    const auto& patience = settings_.patience;
    const auto next = std::max(lane.next_pause, patience.first_pause);
    lane.pause.expires_after(needs_help(why) ? patience.longest_pause : next);
    lane.next_pause = std::min(2 * next, patience.longest_pause);
    co_await lane.pause.async_wait(runtime::use);
}

// Ends the lane, or what it still holds in memory: that is served again only by the next run.
void courier::leave(lane& lane) {
    lane.is_served = false;
    --served_;
    if (is_stopping_) {
        if (lane.in_hand) put_away_in_hand(lane);
        while (!lane.queued.empty()) put_away_queued(lane);
        return;
    }
    lanes_.erase(target{lane.to});
}

void courier::hurry() {
    for (const auto& [to, lane] : lanes_) {
        lane->next_pause = settings_.patience.first_pause;
        lane->pause.cancel();
    }
}

void courier::forget(std::string_view configuration_arn) {
    for (const auto& [to, lane] : lanes_) {
        if (to.configuration_arn == configuration_arn) lane->is_orphaned = true;
    }
}

void courier::stop() {
    is_stopping_ = true;
    hurry();
}

bool courier::is_stopped() const { return is_stopping_ && is_idle(); }

} // namespace ivschat::chat_log
