// The composition root: the only place where everybody knows everybody.
#pragma once

#include "app/settings.hpp"
#include "chat_log/chat_logger.hpp"
#include "control/control_api.hpp"
#include "control/health.hpp"
#include "control/metrics_page.hpp"
#include "control/origin_guard.hpp"
#include "control/seed.hpp"
#include "core/core.hpp"
#include "crypto/random.hpp"
#include "http/aws_handler.hpp"
#include "http/listener.hpp"
#include "outbound/http_client.hpp"
#include "review/reviewer.hpp"
#include "runtime/cancellable_delays.hpp"
#include "runtime/io_thread.hpp"
#include "runtime/log.hpp"
#include "storage/state_writer.hpp"
#include "websocket/endpoint.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace ivschat {

class app final : private http::request_handler {
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

    // Serves until it is stopped, then lets replies finish, says goodbye to chat connections and
    // returns within two seconds.
    void run();
    // On the thread of `run`, during it.
    void stop() { io_.stop(); }

private:
    runtime::awaitable<std::optional<http::reply>> handle(const http::request& request) override;
    runtime::awaitable<std::optional<http::reply>> upgrade(runtime::tcp_socket& socket,
                                                           upgrade_request request) override;
    // Without exceptions.
    runtime::awaitable<std::optional<http::reply>> answer(const http::request& request,
                                                          http::call_record& record);
    runtime::awaitable<std::optional<http::reply>> dispatch(const http::request& request,
                                                            http::call_record& record);
    // `path` is what follows /_ivschat.
    runtime::awaitable<http::reply> answer_control(const http::request& request,
                                                   std::string_view path);
    runtime::awaitable<std::optional<http::reply>> suffer(runtime::tcp_socket& socket,
                                                          const crypto::token_claims& claims,
                                                          const faults::decision& decision);
    std::string client_ip(const runtime::tcp_socket& socket, const upgrade_request& request) const;
    runtime::awaitable<control::gauges> sample();
    std::vector<websocket::shard_context> shard_contexts();
    void load_state();
    runtime::awaitable<void> watch_idle();
    void shut_down();
    void finish_reviews();
    runtime::awaitable<void> flush_logs();
    void finish_logs(std::chrono::steady_clock::time_point stopping_since);

    app_settings settings_;
    runtime::asio::io_context io_{1};
    runtime::system_clock real_clock_;
    crypto::system_random system_random_;
    std::optional<crypto::seeded_random> seeded_random_;
    crypto::random_source& random_; // one of the two
    // Apart from ids and tokens: how often somebody looks at health must not change those.
    std::optional<crypto::seeded_random> seeded_request_ids_;
    crypto::random_source& request_ids_;
    runtime::log log_;
    std::unique_ptr<storage::database> database_; // until state_writer_ takes it
    core core_;
    metrics::registry metrics_;
    metrics::counters& counters_;
    journal::journal journal_;
    faults::rule_set faults_;
    control::seeds baseline_;
    crypto::token_sealer sealer_;
    runtime::connections connections_;
    http::reply_writer reply_writer_;
    runtime::cancellable_delays delays_;
    runtime::cancellable_delays stalls_;
    http::aws_handler aws_;
    control::origin_guard guard_;
    control::health health_;
    control::metrics_page metrics_page_{metrics_};
    std::deque<runtime::io_thread> loops_; // of the shards beside the first
    websocket::endpoint endpoint_;
    control::control_api control_;
    outbound::http_client outbound_;
    review::reviewer reviewer_;
    chat_log::chat_logger chat_logger_;
    http::listener listener_;
    runtime::steady_timer idle_watch_;
    std::optional<storage::state_writer> state_writer_;
};

} // namespace ivschat
