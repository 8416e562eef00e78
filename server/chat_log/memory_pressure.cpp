// How batches leave memory without being delivered: to the spool, or by being dropped.
#include "chat_log/log_shipper.hpp"
#include "runtime/log_exception.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>

namespace ivschat::chat_log {
namespace {

const batch* oldest_of(const destination_queue& queue) {
    if (queue.in_flight && !queue.is_sending) return &*queue.in_flight;
    return queue.queued.empty() ? nullptr : &queue.queued.front();
}

} // namespace

void log_shipper::shed(std::size_t goal) {
    while (bytes_ - bytes_spilling_ > goal) {
        auto* queue = queue_with_oldest();
        if (queue == nullptr) return;
        // Queued batches go first: they follow what the spool holds, whereas the batch in flight
        // precedes it and would be read back soon.
        const bool can_spill_in_flight = queue->in_flight && !queue->is_sending;
        if (!queue->queued.empty() && (can_spool() || !can_spill_in_flight))
            spill_queued(*queue);
        else
            spill_in_flight(*queue);
    }
}

bool log_shipper::can_spool() const {
    return settings_.spool && (!is_spool_broken_ || is_stopping_);
}

// While a destination fails, its batches wait on the disk, so that a crash does not lose them.
void log_shipper::persist(destination_queue& queue) {
    if (!settings_.spool || destinations_.of(queue.to.destination.kind)->is_local()) return;
    // The batch in flight is written even to a broken spool, to find out whether it works again.
    const bool was_broken = std::exchange(is_spool_broken_, false);
    if (queue.in_flight && !queue.is_sending) spill_in_flight(queue);
    is_spool_broken_ = was_broken;
    while (!queue.queued.empty() && !is_spool_broken_) spill_queued(queue);
}

// Null if no batch can be moved.
destination_queue* log_shipper::queue_with_oldest() const {
    destination_queue* found = nullptr;
    const batch* oldest = nullptr;
    for (const auto& [to, queue] : queues_) {
        const auto* candidate = oldest_of(*queue);
        if (candidate == nullptr) continue;
        if (oldest != nullptr && oldest->opened <= candidate->opened) continue;
        oldest = candidate;
        found = queue.get();
    }
    return found;
}

void log_shipper::spill_in_flight(destination_queue& queue) {
    auto what = *std::exchange(queue.in_flight, std::nullopt);
    const auto number = std::exchange(queue.number_in_flight, std::nullopt);
    const bool is_spooled_already = number && (!queue.is_changed || !can_spool());
    queue.is_changed = false;
    if (!number && !can_spool()) {
        drop(what, "memory is short and no directory can take them");
        return;
    }
    --queue.first_number; // this is its own number if it came from the spool
    if (is_spooled_already) {
        bytes_ -= what.cost();
        --counters_.batches_waiting;
        ++counters_.batches_spooled;
        return;
    }
    const auto at = queue.first_number;
    spill(std::move(what), at);
}

void log_shipper::spill_queued(destination_queue& queue) {
    auto what = std::move(queue.queued.front());
    queue.queued.pop_front();
    if (!can_spool()) {
        drop(what, "memory is short and no directory can take them");
        return;
    }
    spill(std::move(what), queue.end_number++);
}

// The job is queued here, not in the coroutine, so that it precedes every later read of the file.
void log_shipper::spill(batch what, std::uint64_t number) {
    bytes_spilling_ += what.cost();
    ++spool_jobs_;
    const auto kept = std::make_shared<batch>(std::move(what));
    auto written =
        worker_.run([this, kept, number] { return settings_.spool->write(*kept, number); });
    spawn(finish_spill(std::move(written), kept, number));
}

runtime::awaitable<void> log_shipper::finish_spill(runtime::awaitable<std::string> written,
                                                   std::shared_ptr<batch> what,
                                                   std::uint64_t number) {
    std::string error;
    try {
        error = co_await std::move(written);
    } catch (...) {
        error = runtime::cause_of(std::current_exception());
    }
    --spool_jobs_;
    bytes_spilling_ -= what->cost();
    if (!error.empty()) {
        restore_to_memory(std::move(*what), number, error);
        co_return;
    }
    is_spool_broken_ = false;
    bytes_ -= what->cost();
    --counters_.batches_waiting;
    ++counters_.batches_spooled;
}

// Puts the batch back into its place in the queue, where it stays until memory is short again.
void log_shipper::restore_to_memory(batch what, std::uint64_t number, std::string_view why) {
    if (is_stopping_) {
        drop(what, why);
        return;
    }
    if (!std::exchange(is_spool_broken_, true)) {
        log_.error("Chat logs cannot be written to the data directory; they stay in memory.",
                   {{"why", std::string{why}}});
    }
    auto& queue = queue_for(what.to);
    what.sequence = number;
    const auto is_before = [](const batch& a, const batch& b) { return a.sequence < b.sequence; };
    const auto next = std::upper_bound(queue.queued.begin(), queue.queued.end(), what, is_before);
    queue.queued.insert(next, std::move(what));
    start(queue);
}

void log_shipper::remove_from_spool(const target& to, std::uint64_t number) {
    ++spool_jobs_;
    auto removed = worker_.run([this, to, number] { return settings_.spool->remove(to, number); });
    spawn(finish_removal(std::move(removed)));
}

runtime::awaitable<void> log_shipper::finish_removal(runtime::awaitable<bool> removed) {
    std::string error;
    try {
        co_await std::move(removed);
    } catch (...) {
        error = runtime::cause_of(std::current_exception());
    }
    --spool_jobs_;
    if (error.empty()) co_return;
    log_.error(
        "A file of delivered chat logs cannot be removed; the next run may deliver it again.",
        {{"why", error}});
}

void log_shipper::drop(const batch& what, std::string_view why) {
    bytes_ -= what.cost();
    --counters_.batches_waiting;
    record_dropped(what.to, what.records, why);
}

void log_shipper::record_dropped(const target& to, std::size_t records, std::string_view why) {
    counters_.records_dropped += records;
    if (std::exchange(has_reported_drop_, true)) return;
    log_.error("Chat records are dropped.",
               {{"destination", to.destination.name},
                {"why", std::string{why}},
                {"remedy", "make the destination reachable, or give the server more memory "
                           "(--log-buffer-bytes) or a directory for records (--data-dir)"}});
}

void log_shipper::spawn(runtime::awaitable<void> job) {
    runtime::asio::co_spawn(
        core_, std::move(job),
        runtime::log_exception{log_, "A task of chat logging ended by an exception."});
}

} // namespace ivschat::chat_log
