#include "chat_log/chat_logger.hpp"

#include "chat_log/aws_destinations.hpp"
#include "chat_log/file_destination.hpp"
#include "chat_log/record.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace ivschat::chat_log {
namespace {

// Batches must be small against the buffer, because one can briefly take several times its size:
// while its string grows, and for its request.
constexpr std::size_t batches_in_buffer = 16;

// With a data directory, a killed process loses at most the records of the last second: half of it
// passes before they are written, and the rest is for the disk.
constexpr std::chrono::milliseconds save_delay{500};

constexpr const char* remedy_for_no_destination =
    "give the server a directory for them (--data-dir) or the endpoint of a service "
    "(--aws-endpoint)";

std::optional<spool> make_spool(const settings& settings) {
    if (!settings.data_directory) return std::nullopt;
    return spool{*settings.data_directory / "logs" / "undelivered"};
}

} // namespace

chat_logger::chat_logger(runtime::executor core, const settings& settings,
                         crypto::random_source& random, const runtime::clock& real_clock,
                         metrics::counters& failures, runtime::log& log)
    : real_clock_{real_clock},
      log_{log},
      buffer_bytes_{settings.buffer_bytes},
      batcher_{{.s3_delay = settings.s3_delay,
                .stream_delay = settings.stream_delay,
                .max_batch_bytes = settings.buffer_bytes / batches_in_buffer},
               random},
      client_{core, settings.http},
      stop_timer_{core},
      save_timer_{core},
      shipper_{core,
               {.retry = settings.retry,
                .spool = make_spool(settings),
                .memory = settings.buffer_bytes / 2,
                .max_batch_bytes = settings.buffer_bytes / batches_in_buffer},
               make_destinations(settings),
               worker_,
               counters_,
               failures,
               log},
      worker_{core} {}

chat_logger::~chat_logger() = default;

destinations chat_logger::make_destinations(const settings& settings) {
    const auto make = [&]<class Real>(std::type_identity<Real>,
                                      const std::optional<outbound::url>& own,
                                      std::string service) -> std::unique_ptr<destination> {
        const auto& endpoint = own ? own : settings.aws;
        if (endpoint && settings.credentials) {
            return std::make_unique<Real>(aws_caller{client_,
                                                     worker_,
                                                     {.endpoint = *endpoint,
                                                      .credentials = *settings.credentials,
                                                      .name = std::move(service),
                                                      .timeout = settings.retry.request_timeout}});
        }
        if (!settings.data_directory) return nullptr;
        return std::make_unique<file_destination>(worker_, *settings.data_directory / "logs");
    };
    return {.s3 = make(std::type_identity<s3_destination>{}, settings.s3, "s3"),
            .cloudwatch_logs =
                make(std::type_identity<cloudwatch_destination>{}, settings.logs, "logs"),
            .firehose =
                make(std::type_identity<firehose_destination>{}, settings.firehose, "firehose")};
}

void chat_logger::follow(const chat::resource_store<chat::room>& rooms,
                         const chat::resource_store<chat::logging_configuration>& configurations) {
    configurations.for_each([this](const auto& each) { follow(each); });
    rooms.for_each([this](const auto& each) { follow(each); });
}

void chat_logger::follow(const chat::room& room) {
    std::vector<std::string> distinct;
    for (const auto& arn : room.settings.logging_configurations) {
        if (std::find(distinct.begin(), distinct.end(), arn) == distinct.end()) {
            distinct.push_back(arn);
        }
    }
    if (distinct.empty())
        rooms_.erase(room.arn);
    else
        rooms_[room.arn] = std::move(distinct);
}

// Records that came before an update still go to the old destination.
void chat_logger::follow(const chat::logging_configuration& configuration) {
    target now{.configuration_arn = configuration.arn,
               .destination = configuration.settings.destination};
    auto& known = configurations_[configuration.arn];
    if (known == now) return;
    known = std::move(now);
    batches closed;
    batcher_.close(configuration.arn, closed);
    send(std::move(closed));
}

void chat_logger::on(const chat::logging_configuration_removed& effect) {
    configurations_.erase(effect.arn);
    not_kept_.erase(effect.arn);
    shipper_.forget(effect.arn);
}

void chat_logger::carry_out(const chat::effect& effect) {
    std::visit([this](const auto& each) { on(each); }, effect);
}

void chat_logger::on(const chat::delivery& delivery) {
    const auto found = rooms_.find(delivery.room_arn);
    if (found == rooms_.end()) return;
    std::string record; // encoded at the first use
    for (const auto& arn : found->second) {
        const auto configuration = configurations_.find(arn);
        if (configuration == configurations_.end()) continue;
        if (record.empty()) record = record_of(delivery.what);
        log(configuration->second, delivery.room_arn, sent_at(delivery.what), record);
    }
}

void chat_logger::log(const target& to, const std::string& room_arn, text::timestamp at,
                      std::string_view record) {
    if (!shipper_.can_take(to.destination.kind)) {
        ++counters_.records_dropped;
        warn_not_kept(to);
        return;
    }
    // Happens only if the disk is slower than the chat, or if everything is being sent.
    const auto largest_growth = 2 * buffer_bytes_ / batches_in_buffer;
    if (shipper_.bytes() + batcher_.bytes() + largest_growth > buffer_bytes_) {
        shipper_.record_dropped(to, 1,
                                "they come faster than they can be delivered or written to disk");
        return;
    }
    const auto logged_at = std::chrono::floor<std::chrono::milliseconds>(real_clock_.now());
    batches closed;
    batcher_.add(to, room_arn, at, logged_at, record, closed);
    send(std::move(closed));
    save_soon();
}

void chat_logger::warn_not_kept(const target& to) {
    if (!not_kept_.insert(to.configuration_arn).second) return;
    log_.warning("Chat logs of a logging configuration are discarded: it has no destination here.",
                 {{"configuration", to.configuration_arn}, {"remedy", remedy_for_no_destination}});
}

void chat_logger::send(batches closed) {
    for (auto& each : closed) shipper_.send(std::move(each));
    limit_memory();
}

// Acts well below the bound, so that new records find room while files are written.
void chat_logger::limit_memory() {
    const auto limit = shipper_.can_spool() ? buffer_bytes_ / 2 : buffer_bytes_ * 3 / 4;
    const auto bytes_held = [this] {
        return shipper_.bytes() + batcher_.bytes() - shipper_.bytes_in_writes();
    };
    const auto drop_oldest = [&] {
        shipper_.drop_oldest(limit > batcher_.bytes() ? limit - batcher_.bytes() : 0);
    };
    if (bytes_held() > limit) drop_oldest();
    // Only open batches are left. Closes them before they are due.
    while (bytes_held() > limit) {
        auto oldest = batcher_.close_first_due();
        if (!oldest) break;
        shipper_.send(*std::move(oldest));
        drop_oldest();
    }
}

// Real time: a clock that stands still must not keep records from the disk.
void chat_logger::save_soon() {
    if (!shipper_.has_spool() || is_save_scheduled_ || batcher_.records() == 0) return;
    is_save_scheduled_ = true;
    save_timer_.start(save_delay, [this] {
        is_save_scheduled_ = false;
        save_open_batches();
    });
}

void chat_logger::save_open_batches() {
    for (auto& part : batcher_.take_unsaved()) {
        const auto id = part.id;
        shipper_.save(std::move(part), [this, id] {
            batcher_.save_failed(id);
            save_soon();
        });
    }
}

counters chat_logger::counted() const {
    auto now = counters_;
    now.bytes_held = shipper_.bytes() + batcher_.bytes();
    now.records_pending = shipper_.records_pending() + batcher_.records();
    return now;
}

void chat_logger::advance(runtime::timestamp now) {
    batches closed;
    batcher_.close_due(now, closed);
    send(std::move(closed));
}

void chat_logger::flush() {
    batches closed;
    batcher_.close_all(closed);
    send(std::move(closed));
    shipper_.retry_now();
}

std::vector<std::string> chat_logger::errors() const {
    auto all = shipper_.errors();
    for (const auto& arn : not_kept_) {
        all.push_back(arn + ": has no destination here; " + remedy_for_no_destination);
    }
    return all;
}

// The files of open batches go with the others.
runtime::awaitable<discarded> chat_logger::discard(std::string_view room_arn,
                                                   std::chrono::steady_clock::time_point deadline) {
    const auto records = batcher_.discard(room_arn);
    return add(records, shipper_.discard(room_arn, deadline));
}

runtime::awaitable<discarded> chat_logger::add(std::size_t records,
                                               runtime::awaitable<discarded> others) {
    auto all = co_await std::move(others);
    all.records += records;
    co_return all;
}

void chat_logger::stop(std::chrono::milliseconds timeout) {
    flush();
    shipper_.stop();
    stop_timer_.expires_after(timeout);
    stop_timer_.async_wait([this](const runtime::error_code& failed) {
        if (failed) return;
        shipper_.abandon_attempts();
        client_.stop();
    });
}

} // namespace ivschat::chat_log
