#include "chat_log/log_shipper.hpp"

#include <algorithm>
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
                         destinations destinations, worker& worker, counters& counters,
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
    std::vector<std::string> faults;
    for (const auto& folder : spool.scan(faults)) {
        if (destinations_.of(folder.to.destination.kind) == nullptr) continue;
        auto& destination_queue = queue_to(folder.to);
        destination_queue.first_number = folder.numbers.front();
        destination_queue.end_number = folder.numbers.back() + 1;
        counters_.batches_spooled += folder.numbers.size();
        start(destination_queue);
    }
    for (const auto& fault : faults) {
        log_.error("Chat logs of an earlier run cannot be delivered.", {{"why", fault}});
    }
}

destination_queue& log_shipper::queue_to(const target& to) {
    auto& found = queues_[to];
    if (!found) found = std::make_unique<destination_queue>(core_, to);
    return *found;
}

void log_shipper::send(batch closed) {
    auto& destination_queue = queue_to(closed.to);
    bytes_ += closed.cost();
    ++counters_.batches_waiting;
    destination_queue.queued.push_back(std::move(closed));
    if (destination_queue.last_failure) persist(destination_queue);
    start(destination_queue);
}

void log_shipper::start(destination_queue& destination_queue) {
    if (destination_queue.is_served) return;
    destination_queue.is_served = true;
    ++served_;
    spawn(serve(destination_queue));
}

runtime::awaitable<void> log_shipper::serve(destination_queue& destination_queue) {
    const auto& to = *destinations_.of(destination_queue.to.destination.kind);
    const auto is_over = [&] { return has_given_up_ && !to.is_local(); };
    while (!destination_queue.is_empty() && !is_over()) {
        if (!destination_queue.in_flight) {
            co_await take_next(destination_queue);
            continue;
        }
        const auto outcome = co_await attempt(destination_queue);
        note(destination_queue, outcome);
        if (outcome.what == outcome::kind::delivered) {
            finish(destination_queue);
        } else if (is_stopping_) {
            break;
        } else {
            persist(destination_queue);
            co_await pause(destination_queue, outcome.what);
        }
    }
    leave(destination_queue);
}

runtime::awaitable<void> log_shipper::take_next(destination_queue& destination_queue) {
    if (destination_queue.has_spooled()) {
        co_await take_from_spool(destination_queue);
    } else {
        destination_queue.in_flight = std::move(destination_queue.queued.front());
        destination_queue.queued.pop_front();
    }
}

// The file stays until its content is delivered.
runtime::awaitable<void> log_shipper::take_from_spool(destination_queue& destination_queue) {
    const auto number = destination_queue.first_number++;
    auto found = co_await worker_.run([this, &destination_queue, number] {
        return settings_.spool->read(destination_queue.to, number);
    });
    if (!found) {
        if (found.error().empty()) co_return; // it could not be written; that was said then
        --counters_.batches_spooled;
        log_.error("Chat logs in the data directory cannot be delivered.",
                   {{"why", found.error()}});
        co_return;
    }
    destination_queue.number_in_flight = number;
    destination_queue.in_flight = *std::move(found);
    --counters_.batches_spooled;
    ++counters_.batches_waiting;
    bytes_ += destination_queue.in_flight->cost();
}

runtime::awaitable<outcome> log_shipper::attempt(destination_queue& destination_queue) {
    auto& what = *destination_queue.in_flight;
    const auto before = what.cost();
    bytes_ += before;
    destination_queue.is_sending = true;
    auto* to = destinations_.of(what.to.destination.kind);
    auto outcome = co_await to->deliver(what);
    destination_queue.is_sending = false;
    bytes_ -= 2 * before;
    bytes_ += what.cost();
    if (outcome.delivered > 0) destination_queue.is_changed = true;
    co_return outcome;
}

void log_shipper::note(destination_queue& destination_queue, const outcome& outcome) {
    counters_.records_delivered += outcome.delivered;
    counters_.records_dropped += outcome.rejected;
    if (outcome.rejected > 0) {
        log_.warning("A log destination did not take some chat records for their time.",
                     {{"destination", destination_queue.to.destination.name},
                      {"records", std::to_string(outcome.rejected)}});
    }
    if (outcome.what == outcome::kind::delivered) {
        if (destination_queue.last_failure) {
            log_.info("A log destination takes chat logs again.",
                      {{"destination", destination_queue.to.destination.name}});
        }
        destination_queue.last_failure.reset();
        has_said_dropped_ = false;
        destination_queue.next_pause = settings_.patience.first_pause;
        return;
    }
    count_failure(destination_queue, outcome.what);
    if (destination_queue.last_failure == outcome.what) return; // said already
    destination_queue.last_failure = outcome.what;
    log_.warning("Chat logs cannot be delivered; it is tried again.",
                 {{"configuration", destination_queue.to.configuration_arn},
                  {"destination", destination_queue.to.destination.name},
                  {"why", outcome.message}});
}

void log_shipper::count_failure(const destination_queue& destination_queue, outcome::kind kind) {
    if (destination_queue.is_orphaned) return;
    auto& failures = counters_.failures[destination_queue.to.configuration_arn];
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

void log_shipper::finish(destination_queue& destination_queue) {
    bytes_ -= destination_queue.in_flight->cost();
    --counters_.batches_waiting;
    destination_queue.in_flight.reset();
    destination_queue.is_changed = false;
    if (destination_queue.number_in_flight)
        remove_from_spool(destination_queue.to, *destination_queue.number_in_flight);
    destination_queue.number_in_flight.reset();
}

runtime::awaitable<void> log_shipper::pause(destination_queue& destination_queue,
                                            outcome::kind why) {
    const auto& patience = settings_.patience;
    const auto next = std::max(destination_queue.next_pause, patience.first_pause);
    destination_queue.pause.expires_after(is_permanent(why) ? patience.longest_pause : next);
    destination_queue.next_pause = std::min(2 * next, patience.longest_pause);
    co_await destination_queue.pause.async_wait(runtime::use_nothrow_awaitable);
}

// Ends the destination_queue, or what it still holds in memory: that is served again only by the
// next run.
void log_shipper::leave(destination_queue& destination_queue) {
    destination_queue.is_served = false;
    --served_;
    if (is_stopping_) {
        if (destination_queue.in_flight) spill_in_flight(destination_queue);
        while (!destination_queue.queued.empty()) spill_queued(destination_queue);
        return;
    }
    queues_.erase(target{destination_queue.to});
}

void log_shipper::retry_now() {
    for (const auto& [to, destination_queue] : queues_) {
        destination_queue->next_pause = settings_.patience.first_pause;
        destination_queue->pause.cancel();
    }
}

void log_shipper::forget(std::string_view configuration_arn) {
    for (const auto& [to, destination_queue] : queues_) {
        if (to.configuration_arn == configuration_arn) destination_queue->is_orphaned = true;
    }
}

void log_shipper::stop() {
    is_stopping_ = true;
    retry_now();
}

bool log_shipper::is_stopped() const { return is_stopping_ && is_idle(); }

} // namespace ivschat::chat_log
