#include "app.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http/field.hpp>

#include <csignal>

namespace ivschat {

namespace asio = boost::asio;

namespace {

constexpr std::string_view control_prefix = "/_ivschat";
constexpr std::chrono::seconds idle_interval{5};
// Together under the two seconds that a container's stop should take.
constexpr std::chrono::milliseconds goodbye_patience{1400};
constexpr std::chrono::milliseconds abort_patience{200};

crypto::sealing_key make_key(const std::optional<std::filesystem::path>& file,
                             crypto::random_source& random) {
    if (!file) return crypto::sealing_key::generate(random);
    auto key = crypto::sealing_key::load_or_create(*file, random);
    if (!key) throw startup_error{key.error().message};
    return *std::move(key);
}

chat::service make_service(const app_settings& settings, crypto::random_source& random,
                           chat::timestamp now) {
    chat::service service{settings.chat, [&random](std::span<std::byte> out) { random.fill(out); }};
    for (auto& room : load_seeds(settings.seeds, now)) service.restore_room(std::move(room));
    return service;
}

runtime::tcp::endpoint resolve(asio::io_context& io, const std::string& host, std::uint16_t port) {
    runtime::error_code ec;
    runtime::tcp::resolver resolver{io};
    const auto found =
        resolver.resolve(host, std::to_string(port), asio::ip::resolver_base::passive, ec);
    if (ec || found.empty()) throw startup_error{"cannot listen on " + host + ": " + ec.message()};
    return found.begin()->endpoint();
}

template <class Make>
auto bind_or_explain(const app_settings& settings, Make make) {
    try {
        return make();
    } catch (const boost::system::system_error& error) {
        throw startup_error{"cannot listen on " + settings.host + ":" +
                            std::to_string(settings.port) + ": " + error.code().message()};
    }
}

} // namespace

app::app(app_settings settings)
    : settings_{std::move(settings)},
      log_{settings_.log_level, settings_.log_format},
      core_{io_.get_executor(), clock_, make_service(settings_, random_, clock_.now())},
      sealer_{make_key(settings_.token_key_file, random_), random_},
      reply_writer_{random_, clock_},
      api_{{.state = core_, .sealer = sealer_, .random = random_, .options = settings_.operations},
           http::authenticator{settings_.authentication, clock_}},
      endpoint_{io_.get_executor(), core_, sealer_, random_, connections_, log_,
                settings_.websocket},
      listener_{bind_or_explain(settings_,
                                [&] {
                                    return http::listener{
                                        io_.get_executor(),
                                        resolve(io_, settings_.host, settings_.port),
                                        *this,
                                        reply_writer_,
                                        connections_,
                                        log_};
                                })},
      idle_watch_{io_},
      signals_{io_.get_executor(), SIGINT, SIGTERM} {
    core_.add_sink(endpoint_);
}

std::string app::addresses() const {
    const bool is_ipv6 = settings_.host.find(':') != std::string::npos;
    const auto host = is_ipv6 ? "[" + settings_.host + "]" : settings_.host;
    const auto authority = host + ":" + std::to_string(listener_.address().port());
    return "http://" + authority + " ws://" + authority;
}

void app::run() {
    signals_.async_wait([this](const runtime::error_code& failed, int) {
        if (!failed) io_.stop();
    });
    listener_.start();
    asio::co_spawn(io_, watch_idle(), asio::detached);
    health_.become_ready();
    io_.run();
    log_.info("Stopping.", {{"connections", std::to_string(connections_.size())}});
    shut_down();
}

// Runs the event loop on until every connection has ended; those that take too long are cut.
void app::shut_down() {
    health_.become_unready();
    listener_.stop();
    idle_watch_.cancel();
    core_.stop();
    const auto run_until_alone = [this](std::chrono::milliseconds patience) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (connections_.size() > 0 && io_.run_one_until(deadline) > 0) {
        }
    };
    io_.restart();
    connections_.for_each(&runtime::connection::stop);
    run_until_alone(goodbye_patience);
    connections_.for_each(&runtime::connection::abort);
    run_until_alone(abort_patience);
    io_.poll(); // what the last connections left behind
}

runtime::awaitable<void> app::watch_idle() {
    for (;;) {
        idle_watch_.expires_after(idle_interval);
        const auto [ec] = co_await idle_watch_.async_wait(runtime::use);
        if (ec) co_return;
        connections_.for_each(&runtime::connection::check_idle);
    }
}

http::reply app::handle(const http::request& request) {
    try {
        auto reply = dispatch(request);
        if (log_.would_write(runtime::log_level::debug)) {
            log_.debug("Request.", {{"method", std::string{request.method}},
                                    {"path", std::string{request.path()}},
                                    {"status", std::to_string(reply.status)}});
        }
        return reply;
    } catch (const std::exception& bug) {
        log_.error("A request failed.",
                   {{"path", std::string{request.path()}}, {"what", bug.what()}});
        return http::to_reply(
            model::api_error::plain(model::errors::internal_server, "Internal error"));
    }
}

http::reply app::dispatch(const http::request& request) {
    const auto path = request.path();
    const bool is_control =
        path.starts_with(control_prefix) &&
        (path.size() == control_prefix.size() || path[control_prefix.size()] == '/');
    if (is_control) return health_.handle(request, path.substr(control_prefix.size()));
    return api_.handle(request);
}

std::optional<http::reply> app::upgrade(runtime::tcp_socket& socket, upgrade_request request) {
    const auto offered = request[boost::beast::http::field::sec_websocket_protocol];
    auto admitted = endpoint_.admit(std::string{offered});
    if (const auto* refused = std::get_if<websocket::handshake_refusal>(&admitted)) {
        const auto& kind =
            refused->status == 401 ? model::errors::not_authorized : model::errors::access_denied;
        return http::to_reply(model::api_error::plain(kind, refused->message));
    }
    endpoint_.serve(std::move(socket), std::move(request),
                    std::get<websocket::admission>(std::move(admitted)));
    return std::nullopt;
}

} // namespace ivschat
