// Lives on the core. Takes the messages and events of rooms to where the rooms' logging
// configurations want them: batched and late, as AWS does it. Never makes a message wait.
#pragma once

#include "chat/effect_sink.hpp"
#include "chat/resource_store.hpp"
#include "chat_log/batcher.hpp"
#include "chat_log/counters.hpp"
#include "chat_log/log_shipper.hpp"
#include "chat_log/settings.hpp"
#include "chat_log/worker.hpp"
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
    // The settings must be without fault. What an earlier run left behind in the data directory is
    // on its way as soon as the loop runs.
    chat_logger(runtime::executor core, const settings& settings, crypto::random_source& random,
                runtime::log& log);
    ~chat_logger() override;

    // What is there at the start; what changes later is told by effects.
    void follow(const chat::resource_store<chat::room>& rooms,
                const chat::resource_store<chat::logging_configuration>& configurations);

    void carry_out(const chat::effect& effect) override;
    std::optional<runtime::timestamp> next_due() const override { return batcher_.next_due(); }
    void advance(runtime::timestamp now) override;

    // Everything is on its way now, whatever its time.
    void flush();
    // True when nothing is under way (records may wait for their time).
    bool is_idle() const { return shipper_.is_idle(); }

    // Sends everything off and gives destinations that long, in real time; what is left then goes
    // to the data directory. The loop must run until `is_stopped`.
    void stop(std::chrono::milliseconds patience = std::chrono::seconds{1});
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
    // Tells of it once for each configuration.
    void say_nothing_is_kept(const target& to);
    void make_room();
    destinations make_destinations(const settings& settings);

    runtime::log& log_;
    std::size_t buffer_bytes_;
    bool has_spool_;
    counters counters_;
    batcher batcher_;
    outbound::http_client client_;
    // By ARN: rooms that are logged, and the ARNs of their configurations.
    std::unordered_map<std::string, std::vector<std::string>> rooms_;
    std::unordered_map<std::string, target> configurations_;
    std::unordered_set<std::string> not_kept_; // configurations of which that was said
    runtime::steady_timer stop_patience_;
    log_shipper shipper_;
    // Last, so that the thread is done before what its jobs refer to goes.
    worker worker_;
};

} // namespace ivschat::chat_log
