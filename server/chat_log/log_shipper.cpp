#include "chat_log/log_shipper.hpp"

#include "runtime/log_exception.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace ivschat::chat_log {
namespace {

bool is_permanent(outcome::kind kind) {
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

log_shipper::log_shipper(runtime::executor core, shipper_settings settings,
                         destinations destinations, worker_thread& worker, counters& counters,
                         runtime::log& log)
    : core_{core},
      settings_{std::move(settings)},
      destinations_{std::move(destinations)},
      worker_{worker},
      counters_{counters},
      log_{log} {
    if (settings_.spool) restore(*settings_.spool);
}

void log_shipper::restore(const spool& spool) {
    std::vector<std::string> errors;
    for (const auto& folder : spool.scan(errors)) {
        if (!can_take(folder.to.destination.kind)) continue;
        auto& queue = queue_for(folder.to);
        queue.first_number = folder.numbers.front();
        queue.end_number = folder.numbers.back() + 1;
        counters_.batches_spooled += folder.numbers.size();
        start(queue);
    }
    for (const auto& error : errors) {
        log_.error("Chat logs of an earlier run cannot be delivered.", {{"why", error}});
    }
}

destination_queue& log_shipper::queue_for(const target& to) {
    auto& found = queues_[to];
    if (!found) found = std::make_unique<destination_queue>(core_, to);
    return *found;
}

void log_shipper::send(batch closed) {
    auto& queue = queue_for(closed.to);
    bytes_ += closed.cost();
    ++counters_.batches_waiting;
    queue.queued.push_back(std::move(closed));
    if (queue.last_failure) persist(queue);
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
        log_.error("Delivering chat logs failed unexpectedly; it is tried again.",
                   {{"destination", queue.to.destination.name}, {"why", exception}});
        goes_on = !is_stopping_;
        if (goes_on) co_await back_off(queue, outcome::kind::try_again);
    }
    deactivate(queue);
}

// Makes one attempt, or gets the next batch for it. False if the queue is to end before it is
// empty.
runtime::awaitable<bool> log_shipper::advance(destination_queue& queue) {
    if (!queue.in_flight) {
        co_await dequeue(queue);
        co_return true;
    }
    const auto outcome = co_await deliver_in_flight(queue);
    record_outcome(queue, outcome);
    if (outcome.what == outcome::kind::delivered) {
        on_delivered(queue);
        co_return true;
    }
    if (is_stopping_) co_return false;
    persist(queue);
    co_await back_off(queue, outcome.what);
    co_return true;
}

runtime::awaitable<void> log_shipper::dequeue(destination_queue& queue) {
    if (queue.has_spooled()) {
        co_await load_from_spool(queue);
    } else {
        queue.in_flight = std::move(queue.queued.front());
        queue.queued.pop_front();
    }
}

// The file stays until its content is delivered.
runtime::awaitable<void> log_shipper::load_from_spool(destination_queue& queue) {
    const auto number = queue.first_number++;
    auto found = co_await worker_.run(
        [this, &queue, number] { return settings_.spool->read(queue.to, number); });
    if (!found) {
        if (found.error().empty()) co_return; // writing the file failed, which was logged then
        --counters_.batches_spooled;
        log_.error("Chat logs in the data directory cannot be delivered.",
                   {{"why", found.error()}});
        co_return;
    }
    queue.number_in_flight = number;
    queue.in_flight = *std::move(found);
    --counters_.batches_spooled;
    ++counters_.batches_waiting;
    bytes_ += queue.in_flight->cost();
}

// An exception counts as a failed attempt.
runtime::awaitable<outcome> log_shipper::deliver_in_flight(destination_queue& queue) {
    auto& what = *queue.in_flight;
    const auto before = what.cost();
    bytes_ += before;
    queue.is_sending = true;
    auto* to = destinations_.of(what.to.destination.kind);
    outcome result;
    try {
        result = co_await to->deliver(what);
    } catch (...) {
        result = {.what = outcome::kind::try_again,
                  .message = runtime::cause_of(std::current_exception())};
    }
    queue.is_sending = false;
    bytes_ -= 2 * before;
    bytes_ += what.cost();
    if (result.delivered > 0) queue.is_changed = true;
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
    if (outcome.what == outcome::kind::delivered) return record_success(queue);
    count_failure(queue, outcome.what);
    // Each kind of failure is logged once in a row.
    if (std::exchange(queue.last_failure, outcome.what) == outcome.what) return;
    log_.warning("Chat logs cannot be delivered; it is tried again.",
                 {{"configuration", queue.to.configuration_arn},
                  {"destination", queue.to.destination.name},
                  {"why", outcome.message}});
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

void log_shipper::count_failure(const destination_queue& queue, outcome::kind kind) {
    if (queue.is_orphaned) return;
    auto& failures = counters_.failures[queue.to.configuration_arn];
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

void log_shipper::on_delivered(destination_queue& queue) {
    bytes_ -= queue.in_flight->cost();
    --counters_.batches_waiting;
    queue.in_flight.reset();
    queue.is_changed = false;
    if (queue.number_in_flight) remove_from_spool(queue.to, *queue.number_in_flight);
    queue.number_in_flight.reset();
}

runtime::awaitable<void> log_shipper::back_off(destination_queue& queue, outcome::kind why) {
    const auto& retry = settings_.retry;
    const auto next = std::max(queue.backoff, retry.initial_backoff);
    queue.retry_timer.expires_after(is_permanent(why) ? retry.max_backoff : next);
    queue.backoff = std::min(2 * next, retry.max_backoff);
    co_await queue.retry_timer.async_wait(runtime::use_nothrow_awaitable);
}

// After `stop`, what the queue still holds goes to the spool, for the next run. Otherwise the queue
// is empty and goes.
void log_shipper::deactivate(destination_queue& queue) {
    queue.is_active = false;
    --active_queues_;
    if (is_stopping_) {
        if (queue.in_flight) spill_in_flight(queue);
        while (!queue.queued.empty()) spill_queued(queue);
        return;
    }
    queues_.erase(target{queue.to});
}

void log_shipper::retry_now() {
    for (const auto& [to, queue] : queues_) {
        queue->backoff = settings_.retry.initial_backoff;
        queue->retry_timer.cancel();
    }
}

void log_shipper::forget(std::string_view configuration_arn) {
    for (const auto& [to, queue] : queues_) {
        if (to.configuration_arn == configuration_arn) queue->is_orphaned = true;
    }
}

void log_shipper::stop() {
    is_stopping_ = true;
    retry_now();
}

bool log_shipper::is_stopped() const { return is_stopping_ && is_idle(); }

} // namespace ivschat::chat_log
