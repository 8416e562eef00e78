// How batches leave memory other than by being delivered.
#include "chat_log/courier.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>

namespace ivschat::chat_log {
namespace {

const batch* oldest_of(const lane& lane) {
    if (lane.in_hand && !lane.is_sending) return &*lane.in_hand;
    return lane.queued.empty() ? nullptr : &lane.queued.front();
}

} // namespace

void courier::relieve(std::size_t goal) {
    while (bytes_ - bytes_leaving_ > goal) {
        auto* lane = lane_with_oldest();
        if (lane == nullptr) return;
        // A batch in hand goes before what the spool holds, the queue behind it; who takes the
        // queue first need not take the other back soon.
        const bool is_in_hand = lane->in_hand && !lane->is_sending;
        if (!lane->queued.empty() && (can_spool() || !is_in_hand))
            put_away_queued(*lane);
        else
            put_away_in_hand(*lane);
    }
}

bool courier::can_spool() const { return settings_.spool && (!is_spool_broken_ || is_stopping_); }

// What waits for a place that is in trouble waits on the disk, so that a crash does not cost it.
void courier::make_safe(lane& lane) {
    if (!settings_.spool || destinations_.of(lane.to.destination.kind)->is_local()) return;
    // Whether it still is shows with what is in hand.
    const bool was_broken = std::exchange(is_spool_broken_, false);
    if (lane.in_hand && !lane.is_sending) put_away_in_hand(lane);
    is_spool_broken_ = was_broken;
    while (!lane.queued.empty() && !is_spool_broken_) put_away_queued(lane);
}

// Nothing if nothing can be moved.
lane* courier::lane_with_oldest() const {
    lane* found = nullptr;
    const batch* oldest = nullptr;
    for (const auto& [to, lane] : lanes_) {
        const auto* candidate = oldest_of(*lane);
        if (candidate == nullptr) continue;
        if (oldest != nullptr && oldest->opened <= candidate->opened) continue;
        oldest = candidate;
        found = lane.get();
    }
    return found;
}

void courier::put_away_in_hand(lane& lane) {
    auto what = *std::exchange(lane.in_hand, std::nullopt);
    const auto number = std::exchange(lane.number_in_hand, std::nullopt);
    const bool is_there_already = number && (!lane.is_changed || !can_spool());
    lane.is_changed = false;
    if (!number && !can_spool()) {
        drop(what, "no memory and no directory to keep them");
        return;
    }
    --lane.first_number; // its own number, if it had one
    if (is_there_already) {
        bytes_ -= what.cost();
        --counters_.batches_waiting;
        ++counters_.batches_spooled;
        return;
    }
    const auto at = lane.first_number;
    put_away(std::move(what), at);
}

void courier::put_away_queued(lane& lane) {
    auto what = std::move(lane.queued.front());
    lane.queued.pop_front();
    if (!can_spool()) {
        drop(what, "no memory and no directory to keep them");
        return;
    }
    put_away(std::move(what), lane.end_number++);
}

// The worker's jobs are given here and now: whatever reads the file later must come behind them.
void courier::put_away(batch what, std::uint64_t number) {
    bytes_leaving_ += what.cost();
    ++spooling_;
    const auto kept = std::make_shared<batch>(std::move(what));
    auto written =
        worker_.run([this, kept, number] { return settings_.spool->write(*kept, number); });
    spawn(finish_putting_away(std::move(written), kept, number));
}

runtime::awaitable<void> courier::finish_putting_away(runtime::awaitable<std::string> written,
                                                      std::shared_ptr<batch> what,
                                                      std::uint64_t number) {
    const auto fault = co_await std::move(written);
    --spooling_;
    bytes_leaving_ -= what->cost();
    if (!fault.empty()) {
        take_back(std::move(*what), number, fault);
        co_return;
    }
    is_spool_broken_ = false;
    bytes_ -= what->cost();
    --counters_.batches_waiting;
    ++counters_.batches_spooled;
}

// Into memory, in its order among the others; there it waits until memory is short.
void courier::take_back(batch what, std::uint64_t number, std::string_view why) {
    if (is_stopping_) {
        drop(what, why);
        return;
    }
    if (!std::exchange(is_spool_broken_, true)) {
        log_.error("The data directory does not take chat logs; they are kept in memory.",
                   {{"why", std::string{why}}});
    }
    auto& lane = lane_to(what.to);
    what.place = number;
    const auto is_before = [](const batch& a, const batch& b) { return a.place < b.place; };
    const auto next = std::upper_bound(lane.queued.begin(), lane.queued.end(), what, is_before);
    lane.queued.insert(next, std::move(what));
    start(lane);
}

void courier::remove_from_spool(const target& to, std::uint64_t number) {
    ++spooling_;
    auto removed = worker_.run([this, to, number] { return settings_.spool->remove(to, number); });
    spawn(finish_removing(std::move(removed)));
}

runtime::awaitable<void> courier::finish_removing(runtime::awaitable<bool> removed) {
    co_await std::move(removed);
    --spooling_;
}

void courier::drop(const batch& what, std::string_view why) {
    bytes_ -= what.cost();
    --counters_.batches_waiting;
    note_dropped(what.to, what.records, why);
}

void courier::note_dropped(const target& to, std::size_t records, std::string_view why) {
    counters_.records_dropped += records;
    if (std::exchange(has_said_dropped_, true)) return;
    log_.error("Chat records are dropped.",
               {{"destination", to.destination.name},
                {"why", std::string{why}},
                {"remedy", "see that the destination is there, or give the server more memory for "
                           "them (--log-buffer-bytes) or a directory (--data-dir)"}});
}

void courier::spawn(runtime::awaitable<void> job) {
    runtime::asio::co_spawn(core_, std::move(job), [this](const std::exception_ptr& bug) {
        if (!bug) return;
        try {
            std::rethrow_exception(bug);
        } catch (const std::exception& error) {
            log_.error("Chat logging failed.", {{"what", error.what()}});
        }
    });
}

} // namespace ivschat::chat_log
