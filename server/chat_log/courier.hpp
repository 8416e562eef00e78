// Lives on the core. Brings closed batches to their destinations: in order and one at a time for
// each place, again and again until they arrive.
#pragma once

#include "chat_log/batcher.hpp"
#include "chat_log/counters.hpp"
#include "chat_log/destination.hpp"
#include "chat_log/lane.hpp"
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

struct courier_settings {
    chat_log::patience patience;
    // What could not be delivered goes there; without one it is dropped.
    std::optional<chat_log::spool> spool;
};

class courier {
public:
    // What is in the spool is on its way as soon as the loop runs.
    courier(runtime::executor core, courier_settings settings, destinations destinations,
            worker& worker, counters& counters, runtime::log& log);

    bool can_take(chat::destination_kind kind) const { return destinations_.of(kind) != nullptr; }
    // There must be a destination of that kind.
    void send(batch closed);
    // Ends the pauses between attempts.
    void hurry();
    // No more failures are counted for the configuration.
    void forget(std::string_view configuration_arn);

    // What is held in memory; a batch that is being sent counts twice, for its request.
    std::size_t bytes() const { return bytes_; }
    // Brings that down to `goal`, as far as anything can be moved to the spool (which takes the
    // worker's time) or else dropped, the oldest first.
    void relieve(std::size_t goal);
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
    using lanes = std::map<target, std::unique_ptr<lane>>;

    lane& lane_to(const target& to);
    void restore(const spool& spool);
    void start(lane& lane);
    // In courier.cpp: one lane's life. The lane outlives its coroutine.
    runtime::awaitable<void> serve(lane& lane);
    runtime::awaitable<void> take_next(lane& lane);
    runtime::awaitable<void> take_from_spool(lane& lane);
    runtime::awaitable<outcome> attempt(lane& lane);
    runtime::awaitable<void> pause(lane& lane, outcome::kind why);
    void note(lane& lane, const outcome& outcome);
    void count_failure(const lane& lane, outcome::kind kind);
    void finish(lane& lane);
    void leave(lane& lane);

    // In courier_relief.cpp.
    bool can_spool() const;
    void make_safe(lane& lane);
    lane* lane_with_oldest() const;
    void put_away_in_hand(lane& lane);
    void put_away_queued(lane& lane);
    void put_away(batch what, std::uint64_t number);
    void take_back(batch what, std::uint64_t number, std::string_view why);
    runtime::awaitable<void> finish_putting_away(runtime::awaitable<std::string> written,
                                                 std::shared_ptr<batch> what, std::uint64_t number);
    void remove_from_spool(const target& to, std::uint64_t number);
    runtime::awaitable<void> finish_removing(runtime::awaitable<bool> removed);
    void drop(const batch& what, std::string_view why);
    void spawn(runtime::awaitable<void> job);

    runtime::executor core_;
    courier_settings settings_;
    destinations destinations_;
    worker& worker_;
    counters& counters_;
    runtime::log& log_;
    lanes lanes_;
    std::size_t bytes_ = 0;
    std::size_t bytes_leaving_ = 0;
    std::size_t served_ = 0;       // lanes
    std::size_t spooling_ = 0;     // jobs of the worker
    bool is_spool_broken_ = false; // the last attempt to write there failed
    bool has_said_dropped_ = false;
    bool is_stopping_ = false;
    bool has_given_up_ = false;
};

} // namespace ivschat::chat_log
