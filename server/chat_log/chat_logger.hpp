// Lives on the core. Logs the messages and events of rooms to the destinations of their logging
// configurations, batched and delayed as by AWS. Never delays a message.
#pragma once

#include "chat/effect_sink.hpp"
#include "chat/resource_store.hpp"
#include "chat_log/batcher.hpp"
#include "chat_log/counters.hpp"
#include "chat_log/log_shipper.hpp"
#include "chat_log/settings.hpp"
#include "chat_log/worker_thread.hpp"
#include "crypto/random.hpp"
#include "metrics/counters.hpp"
#include "outbound/http_client.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "runtime/one_shot_timer.hpp"
#include "runtime/scheduled.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::chat_log {

class chat_logger final : public chat::effect_sink, public runtime::scheduled {
public:
    // The settings must be valid. Delivery of what an earlier run left in the data directory begins
    // as soon as the loop runs.
    chat_logger(runtime::executor core, const settings& settings, crypto::random_source& random,
                const runtime::clock& real_clock, metrics::counters& failures, runtime::log& log);
    ~chat_logger() override;

    // Takes over the state at the start. Effects report later changes.
    void follow(const chat::resource_store<chat::room>& rooms,
                const chat::resource_store<chat::logging_configuration>& configurations);

    void carry_out(const chat::effect& effect) override;
    std::optional<runtime::timestamp> next_due() const override { return batcher_.next_due(); }
    void advance(runtime::timestamp now) override;

    // Sends all open batches now, and ends the pauses between attempts.
    void flush();
    // True once everything has been delivered, or waits for a destination that has failed since.
    bool is_flushed() const { return shipper_.is_flushed(); }
    // For each logging configuration whose records are not delivered now: which, and why.
    std::vector<std::string> errors() const;

    // Drops the records of one room, or all if `room_arn` is empty, that have not been delivered,
    // and aborts the calls that would deliver them. Records that come after the call are not
    // affected. Completes when none of the dropped ones can reach a destination any more, or at the
    // deadline.
    runtime::awaitable<discarded> discard(std::string_view room_arn,
                                          std::chrono::steady_clock::time_point deadline);

    // True if nothing is in flight. Open batches may still wait until they are due.
    bool is_idle() const { return shipper_.is_idle(); }

    // Sends all open batches and abandons attempts after the timeout (real time). What is left goes
    // to the data directory. The loop must run until `is_stopped`.
    void stop(std::chrono::milliseconds timeout = std::chrono::seconds{1});
    bool is_stopped() const { return shipper_.is_stopped(); }

    counters counted() const;

private:
    void on(const chat::delivery& delivery);
    void on(const chat::room_saved& effect) { follow(effect.saved); }
    void on(const chat::room_removed& effect) { rooms_.erase(effect.arn); }
    void on(const chat::logging_configuration_saved& effect) { follow(effect.saved); }
    void on(const chat::logging_configuration_removed& effect);
    template <class Other>
    void on(const Other&) {}

    void follow(const chat::room& room);
    void follow(const chat::logging_configuration& configuration);
    void log(const target& to, const std::string& room_arn, text::timestamp at,
             std::string_view record);
    void send(batches closed);
    // Logs it once for each configuration.
    void warn_not_kept(const target& to);
    void limit_memory();
    void save_soon();
    void save_open_batches();
    static runtime::awaitable<discarded> add(std::size_t records,
                                             runtime::awaitable<discarded> others);
    destinations make_destinations(const settings& settings);

    const runtime::clock& real_clock_;
    runtime::log& log_;
    std::size_t buffer_bytes_;
    counters counters_;
    batcher batcher_;
    outbound::http_client client_;
    // By ARN: the rooms that are logged, with the ARNs of their logging configurations.
    std::unordered_map<std::string, std::vector<std::string>> rooms_;
    std::unordered_map<std::string, target> configurations_;
    std::set<std::string> not_kept_; // configurations that `warn_not_kept` has logged
    runtime::steady_timer stop_timer_;
    runtime::one_shot_timer save_timer_;
    bool is_save_scheduled_ = false;
    log_shipper shipper_;
    // The last member, so that its thread ends before what its jobs refer to is destroyed.
    worker_thread worker_;
};

} // namespace ivschat::chat_log
