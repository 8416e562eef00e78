// The composition root: the only place where everybody knows everybody.
#pragma once

#include "control/health.hpp"
#include "control/metrics_page.hpp"
#include "core.hpp"
#include "crypto/random.hpp"
#include "http/api.hpp"
#include "http/listener.hpp"
#include "runtime/log.hpp"
#include "seed.hpp"
#include "storage/keeper.hpp"
#include "websocket/endpoint.hpp"

#include <boost/asio/signal_set.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ivschat {

struct app_settings {
    std::string host = "127.0.0.1"; // a name or an address
    std::uint16_t port = 8420;      // 0: a free one
    std::vector<std::filesystem::path> seeds;
    std::optional<std::filesystem::path> data_directory; // not set: state lives in memory only
    std::optional<std::filesystem::path> token_key_file;
    runtime::log_level log_level = runtime::log_level::info;
    runtime::log_format log_format = runtime::log_format::text;
    chat::service_settings chat;
    http::authentication_settings authentication;
    operations::settings operations;
    websocket::endpoint_settings websocket;
};

class app final : private http::application {
public:
    // Binds the address and loads what is to be loaded. Throws startup_error.
    explicit app(app_settings settings);

    // "http://127.0.0.1:8420 ws://127.0.0.1:8420"
    std::string addresses() const;

    // Serves until SIGTERM or SIGINT, then lets replies finish, says goodbye to chat connections
    // and returns within two seconds.
    void run();

private:
    runtime::awaitable<http::reply> handle(const http::request& request) override;
    runtime::awaitable<std::optional<http::reply>> upgrade(runtime::tcp_socket& socket,
                                                           upgrade_request request) override;
    // Without exceptions.
    http::reply answer(const http::request& request, std::optional<chat::api_operation>& called);
    http::reply dispatch(const http::request& request, std::optional<chat::api_operation>& called);
    http::reply answer_control(const http::request& request, std::string_view path);
    control::levels sample();
    void load_state();
    runtime::awaitable<void> watch_idle();
    void shut_down();

    app_settings settings_;
    runtime::asio::io_context io_{1};
    runtime::system_clock clock_;
    crypto::system_random random_;
    runtime::log log_;
    std::unique_ptr<storage::database> database_; // until keeper_ takes it
    core core_;
    metrics::registry metrics_{1};
    metrics::counters& counters_ = metrics_.of_shard(0);
    crypto::token_sealer sealer_;
    runtime::connections connections_;
    http::reply_writer reply_writer_;
    http::api api_;
    control::health health_;
    control::metrics_page metrics_page_{metrics_};
    websocket::endpoint endpoint_;
    http::listener listener_;
    runtime::steady_timer idle_watch_;
    std::optional<storage::keeper> keeper_;
    // From the beginning: whoever sees the ready line may send a signal at once.
    runtime::asio::basic_signal_set<runtime::executor> signals_;
};

} // namespace ivschat
