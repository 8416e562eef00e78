// Lives on the core. Brings closed batches to their destinations: in order and one at a time for
// each place, again and again until they arrive.
#pragma once

#include "chat_log/batcher.hpp"
#include "chat_log/counters.hpp"
#include "chat_log/destination.hpp"
#include "chat_log/destination_queue.hpp"
#include "chat_log/settings.hpp"
#include "chat_log/spool.hpp"
#include "chat_log/worker.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// One for each kind; nothing where records of that kind are not kept.
struct destinations {
    std::unique_ptr<destination> s3 = {};
    std::unique_ptr<destination> cloudwatch_logs = {};
    std::unique_ptr<destination> firehose = {};

    destination* of(chat::destination_kind kind) const;
};

struct shipper_settings {
    chat_log::patience patience;
    // What could not be delivered goes there; without one it is dropped.
    std::optional<chat_log::spool> spool;
};

class log_shipper {
public:
    // What is in the spool is on its way as soon as the loop runs.
    log_shipper(runtime::executor core, shipper_settings settings, destinations destinations,
                worker& worker, counters& counters, runtime::log& log);

    bool can_take(chat::destination_kind kind) const { return destinations_.of(kind) != nullptr; }
    // There must be a destination of that kind.
    void send(batch closed);
    // Ends the pauses between attempts.
    void retry_now();
    // No more failures are counted for the configuration.
    void forget(std::string_view configuration_arn);

    // What is held in memory; a batch that is being sent counts twice, for its request.
    std::size_t bytes() const { return bytes_; }
    // Brings that down to `goal`, as far as anything can be moved to the spool (which takes the
    // worker's time) or else dropped, the oldest first.
    void shed(std::size_t goal);
    // Of `bytes()`, what is on its way to the spool.
    std::size_t bytes_leaving() const { return bytes_leaving_; }

    // From now on every batch gets one more attempt; what fails goes to the spool.
    void stop();
    // Attempts that take too long are over; files are still written.
    void give_up() { has_given_up_ = true; }
    // Nothing is under way any more. Never before `stop`.
    bool is_stopped() const;
    bool is_idle() const { return served_ == 0 && spooling_ == 0; }

    // Counts them, and says so unless it was said since records were delivered last.
    void note_dropped(const target& to, std::size_t records, std::string_view why);

private:
    using destination_queues = std::map<target, std::unique_ptr<destination_queue>>;

    destination_queue& queue_to(const target& to);
    void restore(const spool& spool);
    void start(destination_queue& destination_queue);
    // In log_shipper.cpp: one destination_queue's life. The destination_queue outlives its
    // coroutine.
    runtime::awaitable<void> serve(destination_queue& destination_queue);
    runtime::awaitable<void> take_next(destination_queue& destination_queue);
    runtime::awaitable<void> take_from_spool(destination_queue& destination_queue);
    runtime::awaitable<outcome> attempt(destination_queue& destination_queue);
    runtime::awaitable<void> pause(destination_queue& destination_queue, outcome::kind why);
    void note(destination_queue& destination_queue, const outcome& outcome);
    void count_failure(const destination_queue& destination_queue, outcome::kind kind);
    void finish(destination_queue& destination_queue);
    void leave(destination_queue& destination_queue);

    // In memory_pressure.cpp.
    bool can_spool() const;
    void persist(destination_queue& destination_queue);
    destination_queue* queue_with_oldest() const;
    void spill_in_flight(destination_queue& destination_queue);
    void spill_queued(destination_queue& destination_queue);
    void spill(batch what, std::uint64_t number);
    void restore_to_memory(batch what, std::uint64_t number, std::string_view why);
    runtime::awaitable<void> finish_spilling(runtime::awaitable<std::string> written,
                                             std::shared_ptr<batch> what, std::uint64_t number);
    void remove_from_spool(const target& to, std::uint64_t number);
    runtime::awaitable<void> finish_removing(runtime::awaitable<bool> removed);
    void drop(const batch& what, std::string_view why);
    void spawn(runtime::awaitable<void> job);

    runtime::executor core_;
    shipper_settings settings_;
    destinations destinations_;
    worker& worker_;
    counters& counters_;
    runtime::log& log_;
    destination_queues queues_;
    std::size_t bytes_ = 0;
    std::size_t bytes_leaving_ = 0;
    std::size_t served_ = 0;       // destination_queues
    std::size_t spooling_ = 0;     // jobs of the worker
    bool is_spool_broken_ = false; // the last attempt to write there failed
    bool has_said_dropped_ = false;
    bool is_stopping_ = false;
    bool has_given_up_ = false;
};

} // namespace ivschat::chat_log
