#include "chat_log/log_shipper.hpp"

#include "runtime/log_exception.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace ivschat::chat_log {
namespace {

bool is_permanent(outcome::kind kind) {
    return kind != outcome::kind::delivered && kind != outcome::kind::try_again;
}

metrics::log_failure metric_of(outcome::kind kind) {
    if (kind == outcome::kind::access_denied) return metrics::log_failure::access_denied;
    if (kind == outcome::kind::not_found) return metrics::log_failure::resource_not_found;
    return metrics::log_failure::other;
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

log_shipper::log_shipper(runtime::executor core, shipper_settings settings,
                         destinations destinations, worker_thread& worker, counters& counters,
                         metrics::counters& failures, runtime::log& log)
    : core_{core},
      settings_{std::move(settings)},
      destinations_{std::move(destinations)},
      worker_{worker},
      counters_{counters},
      failures_{failures},
      log_{log},
      memory_freed_{core, runtime::steady_timer::time_point::max()} {
    if (settings_.spool) restore(*settings_.spool);
}

destination_queue& log_shipper::queue_for(const target& to) {
    auto& found = queues_[to];
    if (!found) found = std::make_unique<destination_queue>(core_, to);
    return *found;
}

void log_shipper::send(batch closed) {
    auto& queue = queue_for(closed.to);
    closed.sequence = queue.end_number++;
    bytes_ += closed.cost();
    ++counters_.batches_waiting;
    keep(queue, std::move(closed));
    start(queue);
}

void log_shipper::start(destination_queue& queue) {
    if (queue.is_active) return;
    queue.is_active = true;
    ++active_queues_;
    spawn(run(queue));
}

bool log_shipper::is_abandoned(const destination_queue& queue) const {
    return has_abandoned_attempts_ && !destinations_.of(queue.to.destination.kind)->is_local();
}

runtime::awaitable<void> log_shipper::run(destination_queue& queue) {
    bool goes_on = true;
    while (goes_on && !queue.is_empty() && !is_abandoned(queue)) {
        std::string exception;
        try {
            goes_on = co_await advance(queue);
        } catch (...) {
            exception = runtime::cause_of(std::current_exception());
        }
        if (exception.empty()) continue;
        log_.error("Delivering chat logs failed unexpectedly; the server retries.",
                   {{"destination", queue.to.destination.name}, {"why", exception}});
        if (queue.in_flight) requeue_in_flight(queue, false);
        goes_on = !is_stopping_;
        if (goes_on) co_await back_off(queue, outcome::kind::try_again);
    }
    deactivate(queue);
}

// Gets the next batch and makes one attempt. False if the queue is to end before it is empty.
runtime::awaitable<bool> log_shipper::advance(destination_queue& queue) {
    if (!has_spool() && queue.queued.empty()) {
        queue.first_number = queue.end_number; // the rest was dropped
        co_return true;
    }
    if (!has_spool() || queue.is_next_in_memory()) {
        queue.in_flight = queue.pop_front();
        queue.is_in_flight_spooled = false;
        ++batches_in_flight_;
    } else {
        co_await load(queue);
        if (!queue.in_flight) co_return true;
    }
    const auto outcome = co_await deliver_in_flight(queue);
    const bool is_delivered = outcome.what == outcome::kind::delivered;
    const bool is_discarded = end_discards(queue, is_delivered);
    record_outcome(queue, outcome);
    if (is_delivered || is_discarded) {
        finish_in_flight(queue);
        co_return true;
    }
    record_failure(queue, outcome);
    requeue_in_flight(queue, outcome.delivered > 0);
    if (is_stopping_) co_return false;
    co_await back_off(queue, outcome.what);
    co_return true;
}

// An exception counts as a failed attempt.
runtime::awaitable<outcome> log_shipper::deliver_in_flight(destination_queue& queue) {
    auto& what = *queue.in_flight;
    const auto before = what.cost();
    bytes_ += before;
    queue.under_way = {};
    auto* to = destinations_.of(what.to.destination.kind);
    outcome result;
    try {
        result = co_await to->deliver(what, queue.under_way);
    } catch (...) {
        result = {.what = outcome::kind::try_again,
                  .message = runtime::cause_of(std::current_exception())};
    }
    bytes_ -= 2 * before;
    bytes_ += what.cost();
    co_return result;
}

void log_shipper::record_outcome(destination_queue& queue, const outcome& outcome) {
    counters_.records_delivered += outcome.delivered;
    counters_.records_dropped += outcome.rejected;
    if (outcome.rejected > 0) {
        log_.warning("A log destination rejected chat records because of their timestamps.",
                     {{"destination", queue.to.destination.name},
                      {"records", std::to_string(outcome.rejected)}});
    }
    if (outcome.what == outcome::kind::delivered) record_success(queue);
}

void log_shipper::record_success(destination_queue& queue) {
    if (queue.last_failure) {
        log_.info("A log destination takes chat logs again.",
                  {{"destination", queue.to.destination.name}});
    }
    queue.last_failure.reset();
    has_reported_drop_ = false;
    queue.backoff = settings_.retry.initial_backoff;
}

// Each kind of failure is logged once in a row.
void log_shipper::record_failure(destination_queue& queue, const outcome& outcome) {
    queue.has_failed = true;
    queue.last_message = outcome.message;
    if (!queue.is_orphaned) {
        failures_.count_log_failure(queue.to.configuration_arn, metric_of(outcome.what));
    }
    if (std::exchange(queue.last_failure, outcome.what) == outcome.what) return;
    log_.warning("Chat logs cannot be delivered; the server retries.",
                 {{"configuration", queue.to.configuration_arn},
                  {"destination", queue.to.destination.name},
                  {"why", outcome.message}});
}

void log_shipper::finish_in_flight(destination_queue& queue) {
    const auto what = *std::exchange(queue.in_flight, std::nullopt);
    --batches_in_flight_;
    release(what);
    remove_from_spool(what, queue.is_in_flight_spooled);
}

// Batches wait for the next attempt in the spool if they can. That also finds out whether a spool
// that was broken works again.
void log_shipper::requeue_in_flight(destination_queue& queue, bool is_changed) {
    auto what = *std::exchange(queue.in_flight, std::nullopt);
    --batches_in_flight_;
    if (!queue.is_in_flight_spooled || is_changed) return keep(queue, std::move(what));
    queue.first_number = std::min(queue.first_number, what.sequence);
    queue.spooled_records += what.records;
    ++counters_.batches_spooled;
    release(what);
}

runtime::awaitable<void> log_shipper::back_off(destination_queue& queue, outcome::kind why) {
    const auto& retry = settings_.retry;
    const auto next = std::max(queue.backoff, retry.initial_backoff);
    queue.retry_timer.expires_after(is_permanent(why) ? retry.max_backoff : next);
    queue.backoff = std::min(2 * next, retry.max_backoff);
    co_await queue.retry_timer.async_wait(runtime::use_nothrow_awaitable);
}

// After `stop`, what is still in memory goes to the spool, for the next run. Otherwise the queue is
// empty and goes.
void log_shipper::deactivate(destination_queue& queue) {
    queue.is_active = false;
    --active_queues_;
    if (!is_stopping_) {
        queues_.erase(target{queue.to});
        return;
    }
    for (auto& each : std::exchange(queue.queued, {})) {
        if (has_spool())
            write(std::move(each));
        else
            drop(each, "the server stops and has no directory for them");
    }
}

void log_shipper::release(const batch& what) {
    bytes_ -= what.cost();
    --counters_.batches_waiting;
    memory_freed_.cancel();
}

void log_shipper::drop(const batch& what, std::string_view why) {
    release(what);
    record_dropped(what.to, what.records, why);
}

void log_shipper::drop_oldest(std::size_t goal) {
    const auto is_older = [](const destination_queue& a, const destination_queue& b) {
        return a.queued.front().opened < b.queued.front().opened;
    };
    while (bytes_ - bytes_in_writes_ > goal) {
        destination_queue* oldest = nullptr;
        for (const auto& [to, queue] : queues_) {
            if (queue->queued.empty()) continue;
            if (oldest == nullptr || is_older(*queue, *oldest)) oldest = queue.get();
        }
        if (oldest == nullptr) return;
        drop(oldest->pop_front(), "memory is short and no directory can take them");
    }
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

void log_shipper::retry_now() {
    for (const auto& [to, queue] : queues_) {
        queue->has_failed = false;
        queue->backoff = settings_.retry.initial_backoff;
        queue->retry_timer.cancel();
    }
}

void log_shipper::forget(std::string_view configuration_arn) {
    for (const auto& [to, queue] : queues_) {
        if (to.configuration_arn == configuration_arn) queue->is_orphaned = true;
    }
}

std::size_t log_shipper::records_pending() const {
    std::size_t records = 0;
    for (const auto& [to, queue] : queues_) {
        records += queue->spooled_records;
        if (queue->in_flight) records += queue->in_flight->records;
        for (const auto& each : queue->queued) records += each.records;
    }
    for (const auto& each : writes_) records += each->what.records;
    return records;
}

bool log_shipper::is_flushed() const {
    return jobs_ == 0 && std::all_of(queues_.begin(), queues_.end(), [](const auto& entry) {
               return entry.second->is_empty() || entry.second->has_failed;
           });
}

std::vector<std::string> log_shipper::errors() const {
    std::vector<std::string> all;
    for (const auto& [to, queue] : queues_) {
        if (!queue->last_failure) continue;
        all.push_back(to.configuration_arn + ": cannot be delivered to " + to.destination.name +
                      ": " + queue->last_message);
    }
    return all;
}

void log_shipper::stop() {
    is_stopping_ = true;
    retry_now();
}

void log_shipper::abandon_attempts() {
    has_abandoned_attempts_ = true;
    memory_freed_.cancel();
}

void log_shipper::spawn(runtime::awaitable<void> job) {
    runtime::asio::co_spawn(
        core_, std::move(job),
        runtime::log_exception{log_, "A task of chat logging ended by an exception."});
}

} // namespace ivschat::chat_log
