// How batches leave memory other than by being delivered.
#include "chat_log/log_shipper.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>

namespace ivschat::chat_log {
namespace {

const batch* oldest_of(const destination_queue& destination_queue) {
    if (destination_queue.in_flight && !destination_queue.is_sending)
        return &*destination_queue.in_flight;
    return destination_queue.queued.empty() ? nullptr : &destination_queue.queued.front();
}

} // namespace

void log_shipper::shed(std::size_t goal) {
    while (bytes_ - bytes_leaving_ > goal) {
        auto* destination_queue = queue_with_oldest();
        if (destination_queue == nullptr) return;
        // A batch in hand goes before what the spool holds, the queue behind it; who takes the
        // queue first need not take the other back soon.
        const bool is_in_hand = destination_queue->in_flight && !destination_queue->is_sending;
        if (!destination_queue->queued.empty() && (can_spool() || !is_in_hand))
            spill_queued(*destination_queue);
        else
            spill_in_flight(*destination_queue);
    }
}

bool log_shipper::can_spool() const {
    return settings_.spool && (!is_spool_broken_ || is_stopping_);
}

// What waits for a place that is in last_failure waits on the disk, so that a crash does not cost
// it.
void log_shipper::persist(destination_queue& destination_queue) {
    if (!settings_.spool || destinations_.of(destination_queue.to.destination.kind)->is_local())
        return;
    // Whether it still is shows with what is in hand.
    const bool was_broken = std::exchange(is_spool_broken_, false);
    if (destination_queue.in_flight && !destination_queue.is_sending)
        spill_in_flight(destination_queue);
    is_spool_broken_ = was_broken;
    while (!destination_queue.queued.empty() && !is_spool_broken_) spill_queued(destination_queue);
}

// Nothing if nothing can be moved.
destination_queue* log_shipper::queue_with_oldest() const {
    destination_queue* found = nullptr;
    const batch* oldest = nullptr;
    for (const auto& [to, destination_queue] : queues_) {
        const auto* candidate = oldest_of(*destination_queue);
        if (candidate == nullptr) continue;
        if (oldest != nullptr && oldest->opened <= candidate->opened) continue;
        oldest = candidate;
        found = destination_queue.get();
    }
    return found;
}

void log_shipper::spill_in_flight(destination_queue& destination_queue) {
    auto what = *std::exchange(destination_queue.in_flight, std::nullopt);
    const auto number = std::exchange(destination_queue.number_in_flight, std::nullopt);
    const bool is_there_already = number && (!destination_queue.is_changed || !can_spool());
    destination_queue.is_changed = false;
    if (!number && !can_spool()) {
        drop(what, "no memory and no directory to keep them");
        return;
    }
    --destination_queue.first_number; // its own number, if it had one
    if (is_there_already) {
        bytes_ -= what.cost();
        --counters_.batches_waiting;
        ++counters_.batches_spooled;
        return;
    }
    const auto at = destination_queue.first_number;
    spill(std::move(what), at);
}

void log_shipper::spill_queued(destination_queue& destination_queue) {
    auto what = std::move(destination_queue.queued.front());
    destination_queue.queued.pop_front();
    if (!can_spool()) {
        drop(what, "no memory and no directory to keep them");
        return;
    }
    spill(std::move(what), destination_queue.end_number++);
}

// The worker's jobs are given here and now: whatever reads the file later must come behind them.
void log_shipper::spill(batch what, std::uint64_t number) {
    bytes_leaving_ += what.cost();
    ++spooling_;
    const auto kept = std::make_shared<batch>(std::move(what));
    auto written =
        worker_.run([this, kept, number] { return settings_.spool->write(*kept, number); });
    spawn(finish_spilling(std::move(written), kept, number));
}

runtime::awaitable<void> log_shipper::finish_spilling(runtime::awaitable<std::string> written,
                                                      std::shared_ptr<batch> what,
                                                      std::uint64_t number) {
    const auto fault = co_await std::move(written);
    --spooling_;
    bytes_leaving_ -= what->cost();
    if (!fault.empty()) {
        restore_to_memory(std::move(*what), number, fault);
        co_return;
    }
    is_spool_broken_ = false;
    bytes_ -= what->cost();
    --counters_.batches_waiting;
    ++counters_.batches_spooled;
}

// Into memory, in its order among the others; there it waits until memory is short.
void log_shipper::restore_to_memory(batch what, std::uint64_t number, std::string_view why) {
    if (is_stopping_) {
        drop(what, why);
        return;
    }
    if (!std::exchange(is_spool_broken_, true)) {
        log_.error("The data directory does not take chat logs; they are kept in memory.",
                   {{"why", std::string{why}}});
    }
    auto& destination_queue = queue_to(what.to);
    what.sequence = number;
    const auto is_before = [](const batch& a, const batch& b) { return a.sequence < b.sequence; };
    const auto next = std::upper_bound(destination_queue.queued.begin(),
                                       destination_queue.queued.end(), what, is_before);
    destination_queue.queued.insert(next, std::move(what));
    start(destination_queue);
}

void log_shipper::remove_from_spool(const target& to, std::uint64_t number) {
    ++spooling_;
    auto removed = worker_.run([this, to, number] { return settings_.spool->remove(to, number); });
    spawn(finish_removing(std::move(removed)));
}

runtime::awaitable<void> log_shipper::finish_removing(runtime::awaitable<bool> removed) {
    co_await std::move(removed);
    --spooling_;
}

void log_shipper::drop(const batch& what, std::string_view why) {
    bytes_ -= what.cost();
    --counters_.batches_waiting;
    note_dropped(what.to, what.records, why);
}

void log_shipper::note_dropped(const target& to, std::size_t records, std::string_view why) {
    counters_.records_dropped += records;
    if (std::exchange(has_said_dropped_, true)) return;
    log_.error("Chat records are dropped.",
               {{"destination", to.destination.name},
                {"why", std::string{why}},
                {"remedy", "see that the destination is there, or give the server more memory for "
                           "them (--log-buffer-bytes) or a directory (--data-dir)"}});
}

void log_shipper::spawn(runtime::awaitable<void> job) {
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
