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

std::unique_ptr<storage::database>
open_database(const std::optional<std::filesystem::path>& directory) {
    if (!directory) return nullptr;
    return std::make_unique<storage::database>(*directory);
}

// From the file that was named, else from the database, else a new one.
crypto::sealing_key make_key(const app_settings& settings, storage::database* database,
                             crypto::random_source& random) {
    if (settings.token_key_file) {
        auto key = crypto::sealing_key::load_or_create(*settings.token_key_file, random);
        if (!key) throw startup_error{key.error().message};
        return *std::move(key);
    }
    if (database != nullptr) return database->sealing_key(random);
    return crypto::sealing_key::generate(random);
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

http::reply not_saved() {
    return http::to_reply(model::api_error::plain(
        model::errors::internal_server,
        "The change could not be saved; the server's log says why. It is tried again."));
}

// What follows the prefix; nothing if the request is one to AWS's API.
std::optional<std::string_view> control_path(const http::request& request) {
    const auto path = request.path();
    if (!path.starts_with(control_prefix)) return std::nullopt;
    const auto rest = path.substr(control_prefix.size());
    if (!rest.empty() && rest.front() != '/') return std::nullopt;
    return rest;
}

http::reply only_get() {
    auto refusal = http::to_reply(
        model::api_error::plain(model::errors::method_not_allowed, "Metrics are read with GET."));
    refusal.headers.emplace_back("Allow", "GET");
    return refusal;
}

} // namespace

app::app(app_settings settings)
    : settings_{std::move(settings)},
      log_{settings_.log_level, settings_.log_format},
      database_{open_database(settings_.data_directory)},
      core_{io_.get_executor(), clock_,
            chat::service{settings_.chat, [this](std::span<std::byte> out) { random_.fill(out); }}},
      sealer_{make_key(settings_, database_.get(), random_), random_},
      reply_writer_{random_, clock_},
      api_{{.state = core_, .sealer = sealer_, .random = random_, .options = settings_.operations},
           http::authenticator{settings_.authentication, clock_}},
      health_{std::chrono::steady_clock::now()},
      endpoint_{io_.get_executor(), core_, sealer_,   random_,
                connections_,       log_,  counters_, settings_.websocket},
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
    load_state();
}

// What was stored, and of the seeds what is not there: a seed does not undo updates. (What was
// deleted does come back: that it once was there is not remembered.)
void app::load_state() {
    storage::stored_state stored;
    if (database_) {
        stored = database_->load(clock_.now());
        keeper_.emplace(io_.get_executor(), std::move(database_), core_.clock(), log_);
        core_.add_sink(*keeper_);
    }
    auto seeds = load_seeds(settings_.seeds, clock_.now());
    core_.run([&](chat::service& service, chat::timestamp, chat::effects& out) {
        for (auto& each : stored.logging_configurations) service.restore(std::move(each));
        for (auto& each : stored.rooms) service.restore(std::move(each));
        for (const auto& each : stored.used_tokens) {
            service.restore_used_token(each.token, each.expires_at);
        }
        for (auto& each : seeds.logging_configurations) service.adopt(std::move(each), out);
        for (auto& each : seeds.rooms) service.adopt(std::move(each), out);
        return true;
    });
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
    if (keeper_) keeper_->close();
}

runtime::awaitable<void> app::watch_idle() {
    for (;;) {
        idle_watch_.expires_after(idle_interval);
        const auto [ec] = co_await idle_watch_.async_wait(runtime::use);
        if (ec) co_return;
        connections_.for_each(&runtime::connection::check_idle);
    }
}

// A reply waits until what it says is safe.
runtime::awaitable<http::reply> app::handle(const http::request& request) {
    const auto began = std::chrono::steady_clock::now();
    const auto change = keeper_ ? keeper_->last_change() : 0;
    std::optional<chat::api_operation> called;
    auto reply = answer(request, called);
    if (keeper_) {
        const bool saved = co_await keeper_->saved_since(change);
        if (!saved) reply = not_saved();
    }
    if (!control_path(request)) {
        counters_.count_operation(called, reply.status, std::chrono::steady_clock::now() - began);
    }
    co_return reply;
}

http::reply app::answer(const http::request& request, std::optional<chat::api_operation>& called) {
    try {
        auto reply = dispatch(request, called);
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

http::reply app::dispatch(const http::request& request,
                          std::optional<chat::api_operation>& called) {
    const auto path = control_path(request);
    return path ? answer_control(request, *path) : api_.handle(request, &called);
}

// `path` is what follows /_ivschat.
http::reply app::answer_control(const http::request& request, std::string_view path) {
    const bool is_get = request.method == "GET";
    if (path == "/metrics") return is_get ? metrics_page_.read(sample()) : only_get();
    if (path != "/state" || !is_get) return health_.handle(request, path, std::chrono::steady_clock::now());
    return {.body = core_.run([](chat::service& service, chat::timestamp, chat::effects&) {
        return export_seed(service);
    })};
}

control::levels app::sample() {
    auto now = core_.run([](chat::service& service, chat::timestamp, chat::effects&) {
        return control::levels{.sessions = service.session_count(),
                               .rooms = service.rooms().size(),
                               .logging_configurations = service.logging_configurations().size()};
    });
    now.websocket_connections = endpoint_.connection_count();
    now.http_connections = connections_.size() - now.websocket_connections;
    now.send_queue_bytes = endpoint_.queued_bytes();
    return now;
}

runtime::awaitable<std::optional<http::reply>> app::upgrade(runtime::tcp_socket& socket,
                                                            upgrade_request request) {
    const auto offered = request[boost::beast::http::field::sec_websocket_protocol];
    const auto change = keeper_ ? keeper_->last_change() : 0;
    auto admitted = endpoint_.admit(std::string{offered});
    if (const auto* refused = std::get_if<websocket::handshake_refusal>(&admitted)) {
        const auto& kind = refused->status == 401   ? model::errors::not_authorized
                           : refused->status == 429 ? model::errors::throttling
                                                    : model::errors::access_denied;
        co_return http::to_reply(model::api_error::plain(kind, refused->message));
    }
    auto& admission = std::get<websocket::admission>(admitted);
    // That the token is used up must be safe before the connection counts as open.
    const bool saved = !keeper_ || co_await keeper_->saved_since(change);
    if (!saved) {
        endpoint_.dismiss(admission);
        auto refusal = not_saved();
        counters_.count_refused_handshake(refusal.status);
        co_return refusal;
    }
    endpoint_.serve(std::move(socket), std::move(request), std::move(admission));
    co_return std::nullopt;
}

} // namespace ivschat
