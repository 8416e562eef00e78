#include "storage/state_writer.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace ivschat::storage {

namespace asio = runtime::asio;

namespace {

constexpr std::chrono::minutes expiry_interval{1};
// Takes a few milliseconds. The next batches remove the rest.
constexpr std::size_t max_tokens_per_batch = 1000;

bool is_durable(const chat::effect& effect) {
    return std::visit([]<class Effect>(const Effect&) { return chat::is_durable<Effect>; }, effect);
}

} // namespace

state_writer::state_writer(runtime::executor core, std::unique_ptr<database> database,
                           const runtime::clock& clock, const runtime::clock& real_clock,
                           runtime::log& log)
    : core_{core},
      database_{std::move(database)},
      clock_{clock},
      real_clock_{real_clock},
      log_{log},
      tokens_expired_at_{std::min(clock.now(), real_clock.now())},
      batch_done_{core} {
    batch_done_.expires_at(runtime::steady_timer::time_point::max());
}

state_writer::~state_writer() { writer_.join(); }

void state_writer::carry_out(const chat::effect& effect) {
    if (!is_durable(effect)) return;
    pending_.push_back(effect);
    ++last_change_;
    schedule();
}

// The batch starts at the end of this turn of the event loop, to hold all changes of the turn.
void state_writer::schedule() {
    if (is_scheduled_ || in_flight_) return;
    is_scheduled_ = true;
    asio::post(core_, [this] { start_batch(); });
}

void state_writer::start_batch() {
    is_scheduled_ = false;
    in_flight_ = std::make_shared<const write_batch>(
        write_batch{.effects = std::exchange(pending_, {}), .expiry = due_expiry()});
    asio::post(writer_, [this, batch = in_flight_] {
        auto written = write(*batch);
        asio::post(core_, [this, written = std::move(written)] { finish_batch(written); });
    });
}

state_writer::outcome state_writer::write(const write_batch& batch) {
    try {
        outcome written;
        if (batch.expiry)
            written.expired = database_->write(batch.effects, *batch.expiry);
        else
            database_->write(batch.effects);
        return written;
    } catch (const std::exception& error) {
        return {.error = error.what(), .expired = 0};
    }
}

void state_writer::finish_batch(const outcome& written) {
    const auto ended = std::exchange(in_flight_, nullptr);
    const auto& effects = ended->effects;
    if (written.error.empty()) {
        last_durable_ += effects.size();
        if (ended->expiry) record_expiry(*ended->expiry, written.expired);
        if (!pending_.empty()) schedule();
    } else {
        log_.error("The state could not be saved; the server retries with the next change.",
                   {{"error", written.error}});
        last_failed_ = last_durable_ + effects.size();
        pending_.insert(pending_.begin(), effects.begin(), effects.end());
        if (last_change_ > last_failed_) schedule();
    }
    batch_done_.cancel();
}

std::optional<token_expiry> state_writer::due_expiry() const {
    const auto now = std::min(clock_.now(), real_clock_.now());
    // The clock may have been set back.
    const bool is_due = now < tokens_expired_at_ || now - tokens_expired_at_ >= expiry_interval;
    if (!is_due) return std::nullopt;
    return token_expiry{.now = now, .limit = max_tokens_per_batch};
}

void state_writer::record_expiry(const token_expiry& expiry, std::size_t expired) {
    if (expired < expiry.limit) tokens_expired_at_ = expiry.now;
}

runtime::awaitable<bool> state_writer::wait_durable(std::uint64_t change) {
    const auto last = last_change_;
    if (last == change) co_return true;
    while (last_durable_ < last) {
        if (last_failed_ >= last) co_return false;
        co_await batch_done_.async_wait(runtime::use_nothrow_awaitable);
    }
    co_return true;
}

void state_writer::close() {
    writer_.join();
    // The batch in flight may have failed. Writing it a second time changes nothing.
    if (in_flight_) {
        const auto& effects = in_flight_->effects;
        pending_.insert(pending_.begin(), effects.begin(), effects.end());
    }
    if (pending_.empty()) return;
    const auto written = write({.effects = std::exchange(pending_, {}), .expiry = {}});
    if (!written.error.empty()) {
        log_.error("The last changes could not be saved.", {{"error", written.error}});
    }
}

} // namespace ivschat::storage
