// Lives on the core. Delivers closed batches: in order and one at a time for each destination, with
// as many attempts as it takes. With a spool, batches are files until they have been delivered, and
// memory holds only those that are being sent or written.
#pragma once

#include "chat_log/batcher.hpp"
#include "chat_log/counters.hpp"
#include "chat_log/destination.hpp"
#include "chat_log/destination_queue.hpp"
#include "chat_log/log_discard.hpp"
#include "chat_log/settings.hpp"
#include "chat_log/spool.hpp"
#include "chat_log/worker_thread.hpp"
#include "metrics/counters.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
    // Without a spool, batches wait in memory.
    std::optional<chat_log::spool> spool;
    // A batch is read from the spool only if memory then holds no more than this, or if no other
    // batch is being sent.
    std::size_t memory = std::size_t{32} << 20U;
    std::size_t max_batch_bytes = std::size_t{4} << 20U;
};

class log_shipper {
public:
    // Delivery of the batches in the spool begins as soon as the loop runs.
    log_shipper(runtime::executor core, shipper_settings settings, destinations destinations,
                worker_thread& worker, counters& counters, metrics::counters& failures,
                runtime::log& log);

    bool can_take(chat::destination_kind kind) const { return destinations_.of(kind) != nullptr; }
    bool has_spool() const { return settings_.spool.has_value(); }
    // False without a spool, and if the last write to it failed.
    bool can_spool() const { return has_spool() && !is_spool_broken_; }
    // `can_take` must be true for the batch's destination.
    void send(batch closed);
    // Adds a part of an open batch to the spool, which must be there. Calls `on_failure` if it
    // cannot be written.
    void save(unsaved_part part, std::function<void()> on_failure);
    // Ends the pauses between attempts.
    void retry_now();
    // Stops counting failures for a configuration that has been deleted.
    void forget(std::string_view configuration_arn);

    // Bytes held in memory. A batch that is being sent counts twice, because of its request.
    std::size_t bytes() const { return bytes_; }
    // The part of `bytes()` that is being written to the spool.
    std::size_t bytes_in_writes() const { return bytes_in_writes_; }
    // Drops batches that wait in memory, the oldest first, until what is held there, and is not
    // being written, is no more than `goal`.
    void drop_oldest(std::size_t goal);

    // Drops the batches of one room, or all if `room_arn` is empty, and aborts attempts to deliver
    // them. Later batches are not affected. Completes when none of them can reach its destination
    // any more, or at the deadline.
    runtime::awaitable<discarded> discard(std::string_view room_arn,
                                          std::chrono::steady_clock::time_point deadline);

    // Records of closed batches that have not been delivered.
    std::size_t records_pending() const;
    // True if every batch has been delivered, or waits since an attempt failed after the last
    // `retry_now`.
    bool is_flushed() const;
    // For each destination that fails: a sentence that names the logging configuration and tells
    // why.
    std::vector<std::string> errors() const;

    // Gives every destination one more attempt from now on. Batches that fail stay in the spool.
    void stop();
    // Starts no further attempts over the network; files are still written.
    void abandon_attempts();
    // True once nothing is in flight after `stop`.
    bool is_stopped() const { return is_stopping_ && is_idle(); }
    bool is_idle() const { return active_queues_ == 0 && jobs_ == 0; }

    // Counts dropped records, and logs the first of them since the last delivery.
    void record_dropped(const target& to, std::size_t records, std::string_view why);

private:
    using destination_queues = std::map<target, std::unique_ptr<destination_queue>>;
    // A batch that is being written to the spool.
    struct spool_write {
        batch what;
        discards waiting_discards = {};
    };

    destination_queue& queue_for(const target& to);
    void start(destination_queue& queue);
    // The coroutine of one queue, which outlives it.
    runtime::awaitable<void> run(destination_queue& queue);
    runtime::awaitable<bool> advance(destination_queue& queue);
    bool is_abandoned(const destination_queue& queue) const;
    runtime::awaitable<outcome> deliver_in_flight(destination_queue& queue);
    runtime::awaitable<void> back_off(destination_queue& queue, outcome::kind why);
    void record_outcome(destination_queue& queue, const outcome& outcome);
    void record_failure(destination_queue& queue, const outcome& outcome);
    void record_success(destination_queue& queue);
    void finish_in_flight(destination_queue& queue);
    void requeue_in_flight(destination_queue& queue, bool is_changed);
    void deactivate(destination_queue& queue);
    void release(const batch& what);
    void drop(const batch& what, std::string_view why);
    void spawn(runtime::awaitable<void> job);

    // In log_shipper_spool.cpp.
    void restore(const spool& spool);
    runtime::awaitable<void> load(destination_queue& queue);
    void take_loaded(destination_queue& queue, std::uint64_t number,
                     boost::system::result<batch, std::string> what);
    static void on_nothing_loaded(destination_queue& queue, std::uint64_t end);
    runtime::awaitable<void> wait_for_memory();
    void keep(destination_queue& queue, batch what);
    void write(batch what);
    runtime::awaitable<void> finish_write(runtime::awaitable<std::string> written,
                                          std::shared_ptr<spool_write> job);
    runtime::awaitable<void> finish_save(runtime::awaitable<std::string> written,
                                         std::function<void()> on_failure);
    void on_spool_works();
    void on_spool_fails(std::string_view why);
    void remove_from_spool(const batch& what, bool is_numbered);
    runtime::awaitable<void> finish_removal(runtime::awaitable<bool> removed);

    // In log_discard.cpp.
    struct spool_removal {
        std::vector<spool::removed> removed = {};
        std::vector<std::string> errors = {};
    };
    void discard_queued(destination_queue& queue, log_discard& all);
    void end_pauses();
    void discard_spooled(const std::shared_ptr<log_discard>& all, std::set<spool::numbered> spared);
    runtime::awaitable<void> finish_discard(runtime::awaitable<spool_removal> removal,
                                            std::shared_ptr<log_discard> all);
    // Tells those that wait that the batch is no longer under way, and that these records were
    // dropped. False if nobody waits.
    static bool end_discards(discards& waiting, std::size_t records);
    // The records of the batch in flight were not dropped if they were delivered, or if they count
    // as those of a file.
    static bool end_discards(destination_queue& queue, bool counts_elsewhere);
    runtime::awaitable<discarded> wait_for(std::shared_ptr<log_discard> all,
                                           std::chrono::steady_clock::time_point deadline);

    runtime::executor core_;
    shipper_settings settings_;
    destinations destinations_;
    worker_thread& worker_;
    counters& counters_;
    metrics::counters& failures_;
    runtime::log& log_;
    destination_queues queues_;
    std::list<std::shared_ptr<spool_write>> writes_;
    runtime::steady_timer memory_freed_; // cancelled when memory was released
    std::size_t bytes_ = 0;
    std::size_t bytes_in_writes_ = 0;
    std::size_t batches_in_flight_ = 0;
    std::size_t loads_ = 0;
    std::size_t active_queues_ = 0;
    std::size_t jobs_ = 0;         // of the worker, on the spool
    bool is_spool_broken_ = false; // the last write to it failed
    bool has_reported_drop_ = false;
    bool is_stopping_ = false;
    bool has_abandoned_attempts_ = false;
};

} // namespace ivschat::chat_log
