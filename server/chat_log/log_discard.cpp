#include "chat_log/log_discard.hpp"

#include "chat_log/log_shipper.hpp"
#include "runtime/log_exception.hpp"
#include "runtime/wait_until.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace ivschat::chat_log {

// What is in memory goes here, not in the coroutine, so that later batches are not affected.
runtime::awaitable<discarded> log_shipper::discard(std::string_view room_arn,
                                                   std::chrono::steady_clock::time_point deadline) {
    auto all = std::make_shared<log_discard>(log_discard{.room_arn = std::string{room_arn}});
    std::set<spool::numbered> spared;
    for (const auto& [to, queue] : queues_) {
        discard_queued(*queue, *all);
        const bool is_sent = queue->in_flight && all->covers(queue->in_flight->room_arn);
        if (is_sent && queue->is_in_flight_spooled) {
            spared.emplace(spool::folder_of(to), queue->in_flight->sequence);
        }
        // The room of a batch that is being read is not known yet.
        if (!is_sent && !queue->is_loading) continue;
        ++all->result.batches_under_way;
        queue->waiting_discards.push_back(all);
        if (is_sent) queue->under_way.abort();
    }
    for (const auto& each : writes_) {
        if (!all->covers(each->what.room_arn)) continue;
        ++all->result.batches_under_way;
        each->waiting_discards.push_back(all);
    }
    end_pauses();
    if (has_spool()) discard_spooled(all, std::move(spared));
    return wait_for(std::move(all), deadline);
}

void log_shipper::discard_queued(destination_queue& queue, log_discard& all) {
    for (auto& each : std::exchange(queue.queued, {})) {
        if (!all.covers(each.room_arn)) {
            queue.queued.push_back(std::move(each));
            continue;
        }
        all.result.records += each.records;
        release(each);
    }
}

// A queue whose batches are gone should not wait for its next attempt.
void log_shipper::end_pauses() {
    for (const auto& [to, queue] : queues_) queue->retry_timer.cancel();
}

// Everything that was queued for the worker before is over then: writes of batches that are to go,
// and reads.
void log_shipper::discard_spooled(const std::shared_ptr<log_discard>& all,
                                  std::set<spool::numbered> spared) {
    ++all->jobs;
    ++jobs_;
    auto removal = worker_.run([this, room = all->room_arn, spared = std::move(spared)] {
        spool_removal done;
        done.removed = settings_.spool->remove_all(room, spared, done.errors);
        return done;
    });
    spawn(finish_discard(std::move(removal), all));
}

runtime::awaitable<void> log_shipper::finish_discard(runtime::awaitable<spool_removal> removal,
                                                     std::shared_ptr<log_discard> all) {
    spool_removal done;
    try {
        done = co_await std::move(removal);
    } catch (...) {
        done.errors.push_back(runtime::cause_of(std::current_exception()));
    }
    --jobs_;
    --all->jobs;
    for (const auto& each : done.removed) {
        all->result.records += each.records;
        for (const auto& [to, queue] : queues_) {
            if (spool::folder_of(to) != each.folder) continue;
            queue->spooled_records -= std::min(queue->spooled_records, each.records);
            counters_.batches_spooled -= std::min(counters_.batches_spooled, each.batches);
        }
    }
    for (const auto& error : done.errors) {
        log_.error("Chat logs that were reset may still be delivered.", {{"why", error}});
    }
    end_pauses();
}

bool log_shipper::end_discards(discards& waiting, std::size_t records) {
    const auto all = std::exchange(waiting, {});
    if (all.empty()) return false;
    all.front()->result.records += records;
    for (const auto& each : all) --each->result.batches_under_way;
    return true;
}

bool log_shipper::end_discards(destination_queue& queue, bool counts_elsewhere) {
    const bool is_dropped = queue.in_flight && !counts_elsewhere;
    return end_discards(queue.waiting_discards, is_dropped ? queue.in_flight->records : 0);
}

runtime::awaitable<discarded>
log_shipper::wait_for(std::shared_ptr<log_discard> all,
                      std::chrono::steady_clock::time_point deadline) {
    const auto is_complete = [&] { return all->is_complete(); };
    co_await runtime::wait_until(core_, is_complete, deadline);
    auto result = all->result;
    result.batches_under_way += all->jobs;
    co_return result;
}

} // namespace ivschat::chat_log
