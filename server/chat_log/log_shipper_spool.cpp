// How batches go to the spool and come back.
#include "chat_log/log_shipper.hpp"
#include "runtime/log_exception.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace ivschat::chat_log {
namespace {

struct loaded {
    std::uint64_t number;
    boost::system::result<batch, std::string> what;
};

// The first batch in the range. Nothing if there is none.
std::optional<loaded> read_first(const spool& spool, const target& to, std::uint64_t first,
                                 std::uint64_t end) {
    for (auto number = first; number != end; ++number) {
        auto what = spool.read(to, number);
        if (what || !what.error().empty()) return loaded{.number = number, .what = std::move(what)};
    }
    return std::nullopt;
}

} // namespace

void log_shipper::restore(const spool& spool) {
    std::vector<std::string> errors;
    for (const auto& folder : spool.scan(errors)) {
        if (!can_take(folder.to.destination.kind)) continue;
        auto& queue = queue_for(folder.to);
        queue.first_number = folder.numbers.front();
        queue.end_number = folder.numbers.back() + 1;
        queue.spooled_records = folder.records;
        counters_.batches_spooled += folder.numbers.size();
        start(queue);
    }
    for (const auto& error : errors) {
        log_.error("Chat logs of an earlier run cannot be delivered.", {{"why", error}});
    }
}

// Writes that were queued before are over when the file is read, so that a number without a file
// stays without one. A write that failed has brought its batch back to memory.
runtime::awaitable<void> log_shipper::load(destination_queue& queue) {
    co_await wait_for_memory();
    if (is_abandoned(queue)) co_return;
    ++loads_;
    queue.is_loading = true;
    const auto first = queue.first_number;
    const auto end = queue.end_number;
    auto reading = worker_.run(
        [this, to = queue.to, first, end] { return read_first(*settings_.spool, to, first, end); });
    std::optional<loaded> found;
    std::string exception;
    try {
        found = co_await std::move(reading);
    } catch (...) {
        exception = runtime::cause_of(std::current_exception());
    }
    queue.is_loading = false;
    --loads_;
    memory_freed_.cancel();
    if (!exception.empty()) {
        end_discards(queue, true);
        throw std::runtime_error{exception};
    }
    if (found)
        take_loaded(queue, found->number, std::move(found->what));
    else
        on_nothing_loaded(queue, end);
}

void log_shipper::on_nothing_loaded(destination_queue& queue, std::uint64_t end) {
    end_discards(queue, true);
    queue.first_number = queue.queued.empty() ? end : queue.queued.front().sequence;
    if (queue.is_empty()) queue.spooled_records = 0; // some could not be read
}

// The file stays until its content is delivered.
void log_shipper::take_loaded(destination_queue& queue, std::uint64_t number,
                              boost::system::result<batch, std::string> what) {
    if (!queue.queued.empty() && queue.queued.front().sequence < number) {
        queue.first_number = number;
        end_discards(queue, true); // whose files are being removed
        return;
    }
    queue.first_number = number + 1;
    if (!what) {
        end_discards(queue, true);
        counters_.batches_spooled -= std::min<std::size_t>(counters_.batches_spooled, 1);
        log_.error("Chat logs in the data directory cannot be delivered.", {{"why", what.error()}});
        return;
    }
    const bool is_discarded =
        std::any_of(queue.waiting_discards.begin(), queue.waiting_discards.end(),
                    [&](const auto& each) { return each->covers(what->room_arn); });
    end_discards(queue, true);
    if (is_discarded) return; // its file is being removed, and counts then
    what->sequence = number;
    queue.spooled_records -= std::min(queue.spooled_records, what->records);
    queue.in_flight = *std::move(what);
    queue.is_in_flight_spooled = true;
    ++batches_in_flight_;
    --counters_.batches_spooled;
    ++counters_.batches_waiting;
    bytes_ += queue.in_flight->cost();
}

runtime::awaitable<void> log_shipper::wait_for_memory() {
    const auto is_full = [this] {
        const auto expected = (loads_ + 1) * 2 * settings_.max_batch_bytes;
        return bytes_ - bytes_in_writes_ + expected > settings_.memory;
    };
    while (batches_in_flight_ + loads_ > 0 && is_full() && !has_abandoned_attempts_) {
        co_await memory_freed_.async_wait(runtime::use_nothrow_awaitable);
    }
}

void log_shipper::keep(destination_queue& queue, batch what) {
    if (has_spool()) {
        queue.first_number = std::min(queue.first_number, what.sequence);
        write(std::move(what));
    } else {
        queue.requeue(std::move(what));
    }
}

// The job is queued here, not in the coroutine, so that it precedes every later read of the file.
void log_shipper::write(batch what) {
    bytes_in_writes_ += what.cost();
    ++jobs_;
    auto job = std::make_shared<spool_write>(spool_write{.what = std::move(what)});
    writes_.push_back(job);
    auto written =
        worker_.run([this, job] { return settings_.spool->write(job->what, job->what.sequence); });
    spawn(finish_write(std::move(written), std::move(job)));
}

runtime::awaitable<void> log_shipper::finish_write(runtime::awaitable<std::string> written,
                                                   std::shared_ptr<spool_write> job) {
    std::string error;
    try {
        error = co_await std::move(written);
    } catch (...) {
        error = runtime::cause_of(std::current_exception());
    }
    --jobs_;
    writes_.remove(job);
    auto& what = job->what;
    bytes_in_writes_ -= what.cost();
    const bool is_written = error.empty();
    const bool is_discarded = end_discards(job->waiting_discards, is_written ? 0 : what.records);
    if (is_written) {
        release(what);
        ++counters_.batches_spooled;
        queue_for(what.to).spooled_records += what.records;
        on_spool_works();
    } else if (is_discarded) {
        release(what);
    } else if (is_stopping_) {
        drop(what, error);
    } else {
        on_spool_fails(error);
        auto& queue = queue_for(what.to);
        queue.requeue(std::move(what));
        start(queue);
    }
}

void log_shipper::save(unsaved_part part, std::function<void()> on_failure) {
    ++jobs_;
    auto written =
        worker_.run([this, part = std::move(part)] { return settings_.spool->append(part); });
    spawn(finish_save(std::move(written), std::move(on_failure)));
}

runtime::awaitable<void> log_shipper::finish_save(runtime::awaitable<std::string> written,
                                                  std::function<void()> on_failure) {
    std::string error;
    try {
        error = co_await std::move(written);
    } catch (...) {
        error = runtime::cause_of(std::current_exception());
    }
    --jobs_;
    if (error.empty()) {
        on_spool_works();
    } else {
        on_spool_fails(error);
        on_failure();
    }
}

void log_shipper::on_spool_fails(std::string_view why) {
    if (std::exchange(is_spool_broken_, true)) return;
    log_.error("Chat logs cannot be written to the data directory; they stay in memory.",
               {{"why", std::string{why}}});
}

void log_shipper::on_spool_works() {
    if (!std::exchange(is_spool_broken_, false)) return;
    log_.info("Chat logs can be written to the data directory again.", {});
    for (const auto& [to, queue] : queues_) {
        for (auto& each : std::exchange(queue->queued, {})) write(std::move(each));
    }
}

// A batch in memory may have left the file that it had while it was open.
void log_shipper::remove_from_spool(const batch& what, bool is_numbered) {
    if (!has_spool() || (!is_numbered && what.partial.id == 0)) return;
    ++jobs_;
    auto removed = worker_.run(
        [this, to = what.to, number = what.sequence, id = what.partial.id, is_numbered] {
            return is_numbered ? settings_.spool->remove(to, number)
                               : settings_.spool->remove_open(to, id);
        });
    spawn(finish_removal(std::move(removed)));
}

runtime::awaitable<void> log_shipper::finish_removal(runtime::awaitable<bool> removed) {
    std::string error;
    try {
        co_await std::move(removed);
    } catch (...) {
        error = runtime::cause_of(std::current_exception());
    }
    --jobs_;
    if (error.empty()) co_return;
    log_.error(
        "A file of delivered chat logs cannot be removed; the next run may deliver it again.",
        {{"why", error}});
}

} // namespace ivschat::chat_log
