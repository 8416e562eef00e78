#include "app/app.hpp"

#include "outbound/resolver.hpp"
#include "runtime/authority.hpp"
#include "runtime/log_exception.hpp"
#include "runtime/wait_until.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace ivschat {

namespace asio = boost::asio;
using runtime::log_exception;

namespace {

constexpr std::chrono::seconds deadline_check_interval{5};
constexpr std::chrono::seconds log_flush_timeout{5};
constexpr std::chrono::seconds name_lookup_timeout{5};

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

// The key of the named file; without one, of the database; without that, a new one.
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

runtime::tcp::endpoint resolve(const std::string& host, std::uint16_t port) {
    const auto found = outbound::resolve_now(host, port, name_lookup_timeout);
    if (!found)
        throw runtime::startup_error{"cannot listen on " + host + ": " + found.error().message() +
                                     ". --listen takes an address of this machine, such as "
                                     "127.0.0.1 or 0.0.0.0, or a name of it."};
    return found->front();
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

// As many idle connections as there may be concurrent reviews: with fewer, a busy handler would be
// connected to again and again.
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
      stored_{database_ ? database_->load(real_clock_.now()) : storage::stored_state{}},
      core_{io_.get_executor(), real_clock_, settings_.chat,
            [this](std::span<std::byte> out) { random_.fill(out); }},
      epochs_{io_.get_executor()},
      token_ids_{real_clock_, random_,
                 settings_.deterministic_seed ? token_ids::stamp::count
                                              : token_ids::stamp::real_time},
      metrics_{settings_.threads},
      counters_{metrics_.of_shard(0)},
      journal_{settings_.journal,
               [this](std::function<void()> slice) {
                   asio::post(io_.get_executor(), std::move(slice));
               }},
      sealer_{make_key(settings_, database_.get(), random_), random_},
      state_writer_{database_ ? std::make_unique<storage::state_writer>(
                                    io_.get_executor(), std::move(database_), core_.clock(),
                                    real_clock_, log_)
                              : nullptr},
      sessions_{io_.get_executor()},
      reply_writer_{request_ids_, real_clock_},
      holds_{io_.get_executor()},
      cors_{settings_.cors_origins},
      aws_{http::api{{.state = core_,
                      .sealer = sealer_,
                      .ids = token_ids_,
                      .epochs = epochs_,
                      .options = settings_.operations},
                     http::authenticator{settings_.authentication, real_clock_}},
           core_,
           faults_,
           journal_,
           counters_,
           holds_,
           epochs_,
           cors_},
      health_{std::chrono::steady_clock::now()},
      gateway_{shard_contexts(),   core_, random_, log_, faults_, journal_, sessions_, epochs_,
               settings_.websocket},
      admission_{{.state = core_,
                  .connections = gateway_,
                  .epochs = epochs_,
                  .token_ids = token_ids_,
                  .sealer = sealer_,
                  .faults = faults_,
                  .journal = journal_,
                  .counters = counters_,
                  .log = log_,
                  .holds = holds_,
                  .durability = durability(),
                  .sessions = sessions_,
                  .trusted_proxies = settings_.trusted_proxies}},
      control_api_{settings_.control,
                   cors_,
                   {.executor = io_.get_executor(),
                    .state = core_,
                    .journal = journal_,
                    .faults = faults_,
                    .holds = holds_,
                    .connections = gateway_,
                    .epochs = epochs_,
                    .ids = token_ids_,
                    .reviews = reviewer_,
                    .logs = chat_logger_,
                    .log = log_,
                    .http_connections = connections_,
                    .sealer = sealer_,
                    .random = random_,
                    .health = health_,
                    .metrics_page = metrics_page_,
                    .baseline = baseline_,
                    .on_reset =
                        [this] {
                            if (seeded_random_) seeded_random_->rewind();
                            if (seeded_request_ids_) seeded_request_ids_->rewind();
                        },
                    .flush_logs = [this] { return flush_logs(); },
                    .sample_logs = [this] { return sample_logs(); }}},
      outbound_{io_.get_executor(), outbound_settings(settings_)},
      reviewer_{io_.get_executor(), core_,           outbound_, real_clock_, log_,
                counters_,          settings_.review},
      chat_logger_{
          io_.get_executor(), log_settings(settings_), random_, real_clock_, counters_, log_},
      dispatcher_{
          {{std::string{control::path_prefix}, control_api_}, {"", aws_}}, durability(), log_},
      listener_{bind_or_explain(settings_, [&] {
          return http::listener{io_.get_executor(),
                                resolve(settings_.host, settings_.port),
                                {.requests = dispatcher_,
                                 .upgrades = admission_,
                                 .writer = reply_writer_,
                                 .connections = connections_,
                                 .gate = sessions_},
                                log_};
      })} {
    core_.add_sink(gateway_);
    core_.add_sink(reviewer_);
    core_.add_sink(chat_logger_);
    core_.add_scheduled(chat_logger_);
    load_state();
}

// Whatever is still pending refers to the members, so it ends before they do.
app::~app() {
    for (auto& each : shard_threads_) each.stop();
    io_.abandon();
}

// The first is the core's own thread, which serves HTTP, too.
std::vector<websocket::shard_context> app::shard_contexts() {
    std::vector<websocket::shard_context> contexts{{io_.get_executor(), counters_}};
    for (std::size_t i = 1; i < settings_.threads; ++i) {
        contexts.push_back(
            {shard_threads_.emplace_back(log_).get_executor(), metrics_.of_shard(i)});
    }
    return contexts;
}

// Takes the stored state, and from the seeds what is missing there, so that a seed does not undo
// updates. (It does bring back what was deleted, since nothing remembers that.)
void app::load_state() {
    auto stored = std::exchange(stored_, {});
    if (state_writer_) core_.add_sink(*state_writer_);
    baseline_ = control::load_seeds(settings_.seeds, core_.clock().now());
    token_ids_.restore(stored.void_tokens_until);
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

runtime::durability& app::durability() {
    if (state_writer_) return *state_writer_;
    return no_durability_;
}

void app::run() {
    listener_.start();
    asio::co_spawn(io_.get_executor(), check_deadlines(),
                   log_exception(log_, "Connections that time out are no longer closed."));
    health_.become_ready();
    if (settings_.deterministic_seed) {
        log_.warning("Deterministic: chat tokens and their key are the same in every run, and so "
                     "secret from nobody.");
    }
    runtime::run(io_, log_);
    if (state_writer_) state_writer_->close();
}

void app::stop() {
    if (shutdown_) return;
    shutdown_.emplace(parts());
    asio::co_spawn(io_.get_executor(), shutdown_->run(), [this](const std::exception_ptr& failed) {
        log_exception(log_, "The server could not end in order.")(failed);
        io_.stop();
    });
}

shutdown_parts app::parts() {
    return {.executor = io_.get_executor(),
            .state = core_,
            .health = health_,
            .listener = listener_,
            .http_connections = connections_,
            .chat_connections = gateway_,
            .sessions = sessions_,
            .shard_threads = shard_threads_,
            .holds = holds_,
            .journal = journal_,
            .review_client = outbound_,
            .review_timeout = settings_.review.timeout,
            .chat_logger = chat_logger_,
            .log = log_};
}

// Does not wait for what a destination that is down keeps back.
runtime::awaitable<std::optional<control::log_flush>> app::flush_logs() {
    const auto before = chat_logger_.counted();
    chat_logger_.flush();
    const auto is_over = [this] { return shutdown_ || chat_logger_.is_flushed(); };
    co_await runtime::wait_until(io_.get_executor(), is_over,
                                 std::chrono::steady_clock::now() + log_flush_timeout);
    if (shutdown_) co_return std::nullopt;
    const auto now = chat_logger_.counted();
    co_return control::log_flush{.delivered = now.records_delivered - before.records_delivered,
                                 .dropped = now.records_dropped - before.records_dropped,
                                 .pending = now.records_pending,
                                 .errors = chat_logger_.errors()};
}

control::log_gauges app::sample_logs() {
    const auto logs = chat_logger_.counted();
    return {.records_delivered = logs.records_delivered,
            .records_dropped = logs.records_dropped,
            .held_bytes = logs.bytes_held,
            .waiting_batches = logs.batches_waiting,
            .spooled_batches = logs.batches_spooled};
}

runtime::awaitable<void> app::check_deadlines() {
    runtime::steady_timer timer{io_.get_executor()};
    for (;;) {
        timer.expires_after(deadline_check_interval);
        co_await timer.async_wait(runtime::use_nothrow_awaitable);
        connections_.for_each(&runtime::connection::check_deadline);
    }
}

} // namespace ivschat
