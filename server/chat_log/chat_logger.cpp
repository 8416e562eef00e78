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

std::optional<spool> make_spool(const settings& settings) {
    if (!settings.data_directory) return std::nullopt;
    return spool{*settings.data_directory / "logs" / "undelivered"};
}

} // namespace

chat_logger::chat_logger(runtime::executor core, const settings& settings,
                         crypto::random_source& random, runtime::log& log)
    : log_{log},
      buffer_bytes_{settings.buffer_bytes},
      has_spool_{settings.data_directory.has_value()},
      batcher_{{.s3_delay = settings.s3_delay,
                .stream_delay = settings.stream_delay,
                .max_batch_bytes = settings.buffer_bytes / batches_in_buffer},
               random},
      client_{core, settings.http},
      stop_timer_{core},
      shipper_{core,
               {.retry = settings.retry, .spool = make_spool(settings)},
               make_destinations(settings),
               worker_,
               counters_,
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
    if (room.settings.logging_configurations.empty())
        rooms_.erase(room.arn);
    else
        rooms_[room.arn] = room.settings.logging_configurations;
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
    counters_.failures.erase(effect.arn);
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
    batches closed;
    batcher_.add(to, room_arn, at, record, closed);
    send(std::move(closed));
}

void chat_logger::warn_not_kept(const target& to) {
    if (!not_kept_.insert(to.configuration_arn).second) return;
    log_.warning("Chat logs of a logging configuration are discarded: it has no destination here.",
                 {{"configuration", to.configuration_arn},
                  {"remedy", "give the server a directory for them (--data-dir) or the endpoint of "
                             "a service (--aws-endpoint)"}});
}

void chat_logger::send(batches closed) {
    for (auto& each : closed) shipper_.send(std::move(each));
    limit_memory();
}

// Starts shedding well below the bound, so that new records find room while files are written.
void chat_logger::limit_memory() {
    const auto start = has_spool_ ? buffer_bytes_ / 2 : buffer_bytes_ - buffer_bytes_ / 4;
    const auto goal = has_spool_ ? buffer_bytes_ / 4 : start;
    const auto bytes_held = [this] { return shipper_.bytes() + batcher_.bytes(); };
    if (bytes_held() - shipper_.bytes_spilling() > start) {
        const auto open = batcher_.bytes();
        shipper_.shed(goal > open ? goal - open : 0);
    }
    // Only small open batches are left. Closes them before they are due.
    while (bytes_held() - shipper_.bytes_spilling() > start) {
        auto oldest = batcher_.close_first_due();
        if (!oldest) break;
        shipper_.send(*std::move(oldest));
        shipper_.shed(start > batcher_.bytes() ? start - batcher_.bytes() : 0);
    }
}

counters chat_logger::counted() const {
    auto now = counters_;
    now.bytes_held = shipper_.bytes() + batcher_.bytes();
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
