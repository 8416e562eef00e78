// Lives on the core's thread. The composition root: makes all objects and connects them.
#pragma once

#include "app/settings.hpp"
#include "app/shutdown.hpp"
#include "chat_log/chat_logger.hpp"
#include "control/control_api.hpp"
#include "core/core.hpp"
#include "crypto/random.hpp"
#include "faults/holds.hpp"
#include "http/aws_handler.hpp"
#include "http/dispatcher.hpp"
#include "http/listener.hpp"
#include "outbound/http_client.hpp"
#include "review/reviewer.hpp"
#include "runtime/durability.hpp"
#include "runtime/event_loop.hpp"
#include "runtime/gate.hpp"
#include "runtime/io_thread.hpp"
#include "runtime/log.hpp"
#include "storage/state_writer.hpp"
#include "websocket/admission.hpp"
#include "websocket/gateway.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace ivschat {

class app {
public:
    // Binds the address and loads what is to be loaded. Throws startup_error.
    explicit app(app_settings settings);
    ~app();

    // "http://127.0.0.1:8420 ws://127.0.0.1:8420"
    std::string addresses() const;
    // "127.0.0.1:8420": where this machine reaches it.
    std::string local_authority() const;
    // What is posted here runs once the server is ready.
    runtime::executor executor() { return io_.get_executor(); }
    runtime::log& log() { return log_; }

    // Serves until it is stopped, then ends in order within two seconds (shutdown.hpp).
    void run();
    // On the thread of `run`, during it. The first call counts.
    void stop();

private:
    control::log_gauges sample_logs();
    std::vector<websocket::shard_context> shard_contexts();
    void load_state();
    runtime::awaitable<void> check_deadlines();
    runtime::awaitable<std::optional<control::log_flush>> flush_logs();
    runtime::durability& durability();
    shutdown_parts parts();

    app_settings settings_;
    runtime::event_loop io_;
    runtime::system_clock real_clock_;
    crypto::system_random system_random_;
    std::optional<crypto::seeded_random> seeded_random_;
    crypto::random_source& random_; // one of the two
    // Apart from ids and tokens: how often somebody looks at health must not change those.
    std::optional<crypto::seeded_random> seeded_request_ids_;
    crypto::random_source& request_ids_;
    runtime::log log_;
    std::unique_ptr<storage::database> database_; // until state_writer_ takes it
    storage::stored_state stored_;                // until load_state takes it
    core core_;
    epochs epochs_;
    token_ids token_ids_;
    metrics::registry metrics_;
    metrics::counters& counters_;
    journal::journal journal_;
    faults::rule_set faults_;
    control::seeds baseline_;
    crypto::token_sealer sealer_;
    std::unique_ptr<storage::state_writer> state_writer_; // nothing: state lives in memory only
    runtime::no_durability no_durability_;
    runtime::connections connections_;
    runtime::gate sessions_; // HTTP and WebSocket
    http::reply_writer reply_writer_;
    faults::holds holds_;
    http::cors_policy cors_;
    http::aws_handler aws_;
    control::health health_;
    control::metrics_page metrics_page_{metrics_};
    std::deque<runtime::io_thread> shard_threads_; // of the shards beside the first
    websocket::gateway gateway_;
    websocket::admission admission_;
    control::control_api control_api_;
    outbound::http_client outbound_;
    review::reviewer reviewer_;
    chat_log::chat_logger chat_logger_;
    http::dispatcher dispatcher_;
    http::listener listener_;
    std::optional<shutdown> shutdown_; // set: it has begun
};

} // namespace ivschat
