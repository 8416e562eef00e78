#include "app/app.hpp"

#include "runtime/authority.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <algorithm>

namespace ivschat {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds idle_interval{5};
// Together under the two seconds that a container's stop should take.
constexpr std::chrono::milliseconds review_patience{400};
constexpr std::chrono::milliseconds goodbye_patience{1100};
constexpr std::chrono::milliseconds abort_patience{200};
// Log destinations have what the connections left of this, and a little time in any case.
constexpr std::chrono::milliseconds log_patience{1000};
constexpr std::chrono::seconds flush_patience{5};
constexpr std::chrono::milliseconds least_log_patience{200};
// What the disk may take on top.
constexpr std::chrono::seconds disk_patience{5};

std::unique_ptr<storage::database>
open_database(const std::optional<std::filesystem::path>& directory) {
    if (!directory) return nullptr;
    return std::make_unique<storage::database>(*directory);
}

crypto::random_source& choose_random(const app_settings& settings, crypto::system_random& system,
                                     std::optional<crypto::seeded_random>& seeded,
                                     std::string_view purpose = {}) {
    if (!settings.deterministic_seed) return system;
    return seeded.emplace(*settings.deterministic_seed, purpose);
}

// From the file that was named, else from the database, else a new one.
crypto::sealing_key make_key(const app_settings& settings, storage::database* database,
                             crypto::random_source& random) {
    if (settings.token_key_file) {
        auto key = crypto::sealing_key::load_or_create(*settings.token_key_file, random);
        if (!key) throw runtime::startup_error{key.error().message};
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
    if (ec || found.empty())
        throw runtime::startup_error{"cannot listen on " + host + ": " + ec.message()};
    return found.begin()->endpoint();
}

template <class Make>
auto bind_or_explain(const app_settings& settings, Make make) {
    try {
        return make();
    } catch (const boost::system::system_error& error) {
        throw runtime::startup_error{"cannot listen on " + settings.host + ":" +
                                     std::to_string(settings.port) + ": " + error.code().message()};
    }
}

// Each review that runs at a time may keep its connection: else a busy handler is connected to
// again and again.
outbound::http_client_settings outbound_settings(const app_settings& settings) {
    auto wanted = settings.outbound;
    wanted.max_idle_connections =
        std::max(wanted.max_idle_connections, settings.review.concurrency);
    return wanted;
}

chat_log::settings log_settings(const app_settings& settings) {
    auto made = settings.chat_log;
    made.data_directory = settings.data_directory;
    made.http = settings.outbound;
    return made;
}

} // namespace

app::app(app_settings settings)
    : settings_{std::move(settings)},
      random_{choose_random(settings_, system_random_, seeded_random_)},
      request_ids_{choose_random(settings_, system_random_, seeded_request_ids_, "request ids")},
      log_{settings_.log_level, settings_.log_format},
      database_{open_database(settings_.data_directory)},
      core_{io_.get_executor(), real_clock_, settings_.chat,
            [this](std::span<std::byte> out) { random_.fill(out); }},
      metrics_{settings_.threads},
      counters_{metrics_.of_shard(0)},
      journal_{settings_.journal},
      sealer_{make_key(settings_, database_.get(), random_), random_},
      reply_writer_{request_ids_, real_clock_},
      delays_{io_.get_executor()},
      stalls_{io_.get_executor()},
      aws_{http::api{{.state = core_,
                      .sealer = sealer_,
                      .random = random_,
                      .options = settings_.operations},
                     http::authenticator{settings_.authentication, real_clock_}},
           core_,
           faults_,
           journal_,
           counters_,
           delays_,
           stalls_},
      guard_{settings_.guard},
      health_{std::chrono::steady_clock::now()},
      endpoint_{shard_contexts(),   core_, sealer_, random_, log_, faults_, journal_,
                settings_.websocket},
      control_{{.executor = io_.get_executor(),
                .state = core_,
                .journal = journal_,
                .faults = faults_,
                .stalls = stalls_,
                .connections = endpoint_,
                .sealer = sealer_,
                .random = random_,
                .baseline = baseline_,
                .on_reset =
                    [this] {
                        if (seeded_random_) seeded_random_->rewind();
                    },
                .flush_logs = [this] { return flush_logs(); }}},
      outbound_{io_.get_executor(), outbound_settings(settings_)},
      reviewer_{io_.get_executor(), core_,           outbound_, real_clock_, log_,
                counters_,          settings_.review},
      chat_logger_{io_.get_executor(), log_settings(settings_), random_, log_},
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
      idle_watch_{io_} {
    core_.add_sink(endpoint_);
    core_.add_sink(reviewer_);
    core_.add_sink(chat_logger_);
    core_.add_scheduled(chat_logger_);
    load_state();
}

// Shards must not run on while what they tell is taken apart.
app::~app() {
    for (auto& each : loops_) each.stop();
}

// The first is the core's own thread, which serves HTTP, too.
std::vector<websocket::shard_context> app::shard_contexts() {
    std::vector<websocket::shard_context> places{{io_.get_executor(), counters_}};
    for (std::size_t i = 1; i < settings_.threads; ++i) {
        places.push_back({loops_.emplace_back().get_executor(), metrics_.of_shard(i)});
    }
    return places;
}

// What was stored, and of the seeds what is not there: a seed does not undo updates. (What was
// deleted does come back: that it once was there is not remembered.)
void app::load_state() {
    storage::stored_state stored;
    if (database_) {
        stored = database_->load(core_.clock().now());
        state_writer_.emplace(io_.get_executor(), std::move(database_), core_.clock(), log_);
        core_.add_sink(*state_writer_);
    }
    baseline_ = control::load_seeds(settings_.seeds, core_.clock().now());
    core_.submit(chat::restore{.rooms = std::move(stored.rooms),
                               .logging_configurations = std::move(stored.logging_configurations),
                               .used_tokens = std::move(stored.used_tokens)});
    core_.submit(chat::add_if_absent{.rooms = baseline_.rooms,
                                     .logging_configurations = baseline_.logging_configurations});
    chat_logger_.follow(core_.query().rooms(), core_.query().logging_configurations());
    if (baseline_.faults) faults_.replace(*baseline_.faults, 0);
    if (seeded_random_) seeded_random_->mark();
}

std::string app::addresses() const {
    const auto at = runtime::authority(settings_.host, listener_.address().port());
    return "http://" + at + " ws://" + at;
}

std::string app::local_authority() const {
    return runtime::local_authority(settings_.host, listener_.address().port());
}

void app::run() {
    listener_.start();
    asio::co_spawn(io_, watch_idle(), asio::detached);
    health_.become_ready();
    if (settings_.deterministic_seed) {
        log_.warning("Deterministic: chat tokens and their key are the same in every run, and so "
                     "secret from nobody.");
    }
    io_.run();
    log_.info("Stopping.", {{"connections",
                             std::to_string(connections_.size() + endpoint_.connection_count())}});
    shut_down();
}

// Runs the event loop on until every connection has ended; those that take too long are cut.
void app::shut_down() {
    const auto stopping_since = std::chrono::steady_clock::now();
    health_.become_unready();
    listener_.stop();
    idle_watch_.cancel();
    core_.stop();
    const auto run_until_alone = [this](std::chrono::milliseconds patience) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (connections_.size() + endpoint_.connection_count() > 0 &&
               io_.run_one_until(deadline) > 0) {
        }
    };
    io_.restart();
    // Else whoever runs out of work in between would stop the loop for those behind.
    const auto work = asio::make_work_guard(io_);
    delays_.end_all();
    stalls_.end_all();
    endpoint_.end_impairments(); // or nobody would see the close frames
    finish_reviews();
    chat_logger_.flush(); // while connections end
    connections_.for_each(&runtime::connection::stop);
    endpoint_.say_goodbye();
    run_until_alone(goodbye_patience);
    connections_.for_each(&runtime::connection::abort);
    endpoint_.abort_all();
    run_until_alone(abort_patience);
    for (auto& each : loops_) each.stop();
    io_.poll(); // what the last connections left behind
    finish_logs(stopping_since);
    if (state_writer_) state_writer_->close();
}

// What was sent is delivered before its readers are sent away. Messages that come meanwhile may
// start reviews of their own, so there is an end to the patience.
void app::finish_reviews() {
    const auto under_way = [this] { return core_.query().reviews_under_way(); };
    const auto patience =
        std::min<std::chrono::milliseconds>(settings_.review.timeout, review_patience);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (under_way() > 0 && io_.run_one_until(deadline) > 0) {
    }
    outbound_.stop();
    io_.poll(); // what is still under review falls back
}

// What a destination that is down keeps back is not waited for.
runtime::awaitable<void> app::flush_logs() {
    const auto deadline = std::chrono::steady_clock::now() + flush_patience;
    chat_logger_.flush();
    runtime::steady_timer pause{io_.get_executor()};
    while (!chat_logger_.is_idle() && std::chrono::steady_clock::now() < deadline) {
        pause.expires_after(std::chrono::milliseconds{2});
        co_await pause.async_wait(runtime::use_nothrow_awaitable);
    }
}

void app::finish_logs(std::chrono::steady_clock::time_point stopping_since) {
    const auto now = std::chrono::steady_clock::now();
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(stopping_since - now) + log_patience;
    const auto patience = std::max(left, least_log_patience);
    chat_logger_.stop(patience);
    const auto deadline = now + patience + disk_patience;
    while (!chat_logger_.is_stopped() && io_.run_one_until(deadline) > 0) {
    }
}

runtime::awaitable<void> app::watch_idle() {
    for (;;) {
        idle_watch_.expires_after(idle_interval);
        const auto [ec] = co_await idle_watch_.async_wait(runtime::use_nothrow_awaitable);
        if (ec) co_return;
        connections_.for_each(&runtime::connection::check_idle);
    }
}

} // namespace ivschat
