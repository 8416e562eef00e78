// Lives on the core. Delivers closed batches: in order and one at a time for each destination, with
// as many attempts as it takes.
#pragma once

#include "chat_log/batcher.hpp"
#include "chat_log/counters.hpp"
#include "chat_log/destination.hpp"
#include "chat_log/destination_queue.hpp"
#include "chat_log/settings.hpp"
#include "chat_log/spool.hpp"
#include "chat_log/worker_thread.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// One for each kind; null for a kind whose records are not kept.
struct destinations {
    std::unique_ptr<destination> s3 = {};
    std::unique_ptr<destination> cloudwatch_logs = {};
    std::unique_ptr<destination> firehose = {};

    destination* of(chat::destination_kind kind) const;
};

struct shipper_settings {
    retry_policy retry;
    // Takes the batches that cannot be delivered. Without a spool they are dropped.
    std::optional<chat_log::spool> spool;
};

class log_shipper {
public:
    // Delivery of the batches in the spool begins as soon as the loop runs.
    log_shipper(runtime::executor core, shipper_settings settings, destinations destinations,
                worker_thread& worker, counters& counters, runtime::log& log);

    bool can_take(chat::destination_kind kind) const { return destinations_.of(kind) != nullptr; }
    // `can_take` must be true for the batch's destination.
    void send(batch closed);
    // Ends the pauses between attempts.
    void retry_now();
    // Stops counting failures for a configuration that has been deleted.
    void forget(std::string_view configuration_arn);

    // Bytes held in memory. A batch that is being sent counts twice, because of its request.
    std::size_t bytes() const { return bytes_; }
    // Reduces that to `goal` if possible, oldest batches first: moves them to the spool, which
    // takes the worker some time, or drops them if there is no spool.
    void shed(std::size_t goal);
    // The part of `bytes()` that is being written to the spool.
    std::size_t bytes_spilling() const { return bytes_spilling_; }

    // Gives every batch one more attempt from now on. Batches that fail go to the spool.
    void stop();
    // Starts no further attempts over the network; files are still written.
    void abandon_attempts() { has_abandoned_attempts_ = true; }
    // True once nothing is in flight after `stop`.
    bool is_stopped() const;
    bool is_idle() const { return active_queues_ == 0 && spool_jobs_ == 0; }

    // Counts dropped records, and logs the first of them since the last delivery.
    void record_dropped(const target& to, std::size_t records, std::string_view why);

private:
    using destination_queues = std::map<target, std::unique_ptr<destination_queue>>;

    destination_queue& queue_for(const target& to);
    void restore(const spool& spool);
    void start(destination_queue& queue);
    // The coroutine of one queue, which outlives it.
    runtime::awaitable<void> run(destination_queue& queue);
    runtime::awaitable<bool> advance(destination_queue& queue);
    bool is_abandoned(const destination_queue& queue) const;
    runtime::awaitable<void> dequeue(destination_queue& queue);
    runtime::awaitable<void> load_from_spool(destination_queue& queue);
    runtime::awaitable<outcome> deliver_in_flight(destination_queue& queue);
    runtime::awaitable<void> back_off(destination_queue& queue, outcome::kind why);
    void record_outcome(destination_queue& queue, const outcome& outcome);
    void record_success(destination_queue& queue);
    void count_failure(const destination_queue& queue, outcome::kind kind);
    void on_delivered(destination_queue& queue);
    void deactivate(destination_queue& queue);

    // In memory_pressure.cpp.
    bool can_spool() const;
    void persist(destination_queue& queue);
    destination_queue* queue_with_oldest() const;
    void spill_in_flight(destination_queue& queue);
    void spill_queued(destination_queue& queue);
    void spill(batch what, std::uint64_t number);
    void restore_to_memory(batch what, std::uint64_t number, std::string_view why);
    runtime::awaitable<void> finish_spill(runtime::awaitable<std::string> written,
                                          std::shared_ptr<batch> what, std::uint64_t number);
    void remove_from_spool(const target& to, std::uint64_t number);
    runtime::awaitable<void> finish_removal(runtime::awaitable<bool> removed);
    void drop(const batch& what, std::string_view why);
    void spawn(runtime::awaitable<void> job);

    runtime::executor core_;
    shipper_settings settings_;
    destinations destinations_;
    worker_thread& worker_;
    counters& counters_;
    runtime::log& log_;
    destination_queues queues_;
    std::size_t bytes_ = 0;
    std::size_t bytes_spilling_ = 0;
    std::size_t active_queues_ = 0;
    std::size_t spool_jobs_ = 0;   // of the worker
    bool is_spool_broken_ = false; // the last write to it failed
    bool has_reported_drop_ = false;
    bool is_stopping_ = false;
    bool has_abandoned_attempts_ = false;
};

} // namespace ivschat::chat_log
