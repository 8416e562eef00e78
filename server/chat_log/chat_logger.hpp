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
#include "outbound/http_client.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"
#include "runtime/scheduled.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ivschat::chat_log {

class chat_logger final : public chat::effect_sink, public runtime::scheduled {
public:
    // The settings must be valid. Delivery of what an earlier run left in the data directory begins
    // as soon as the loop runs.
    chat_logger(runtime::executor core, const settings& settings, crypto::random_source& random,
                runtime::log& log);
    ~chat_logger() override;

    // Takes over the state at the start. Effects report later changes.
    void follow(const chat::resource_store<chat::room>& rooms,
                const chat::resource_store<chat::logging_configuration>& configurations);

    void carry_out(const chat::effect& effect) override;
    std::optional<runtime::timestamp> next_due() const override { return batcher_.next_due(); }
    void advance(runtime::timestamp now) override;

    // Sends all open batches now, and ends the pauses between attempts.
    void flush();
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
    destinations make_destinations(const settings& settings);

    runtime::log& log_;
    std::size_t buffer_bytes_;
    bool has_spool_;
    counters counters_;
    batcher batcher_;
    outbound::http_client client_;
    // By ARN: the rooms that are logged, with the ARNs of their logging configurations.
    std::unordered_map<std::string, std::vector<std::string>> rooms_;
    std::unordered_map<std::string, target> configurations_;
    std::unordered_set<std::string> not_kept_; // configurations that `warn_not_kept` has logged
    runtime::steady_timer stop_timer_;
    log_shipper shipper_;
    // The last member, so that its thread ends before what its jobs refer to is destroyed.
    worker_thread worker_;
};

} // namespace ivschat::chat_log
