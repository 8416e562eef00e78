#include "storage/state_writer.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace ivschat::storage {

namespace asio = runtime::asio;

namespace {

constexpr std::chrono::minutes forgetting_interval{1};
// A few milliseconds' work. A minute with more of them has the rest taken away by the next batches.
constexpr std::size_t tokens_forgotten_at_once = 1000;

bool is_kept(const chat::effect& effect) {
    return std::visit([]<class Effect>(const Effect&) { return chat::lasts<Effect>; }, effect);
}

} // namespace

state_writer::state_writer(runtime::executor core, std::unique_ptr<database> database,
                           const runtime::clock& clock, runtime::log& log)
    : core_{core},
      database_{std::move(database)},
      clock_{clock},
      log_{log},
      tokens_forgotten_at_{clock.now()},
      batch_ended_{core} {
    batch_ended_.expires_at(runtime::steady_timer::time_point::max());
}

state_writer::~state_writer() { writer_.join(); }

void state_writer::carry_out(const chat::effect& effect) {
    if (!is_kept(effect)) return;
    pending_.push_back(effect);
    ++last_carried_out_;
    schedule();
}

// Waits for the end of this turn of the event loop, so that what happens in it is one batch.
void state_writer::schedule() {
    if (is_scheduled_ || in_flight_) return;
    is_scheduled_ = true;
    asio::post(core_, [this] { start_batch(); });
}

void state_writer::start_batch() {
    is_scheduled_ = false;
    in_flight_ = std::make_shared<const work>(
        work{.effects = std::exchange(pending_, {}), .tokens = what_to_forget()});
    asio::post(writer_, [this, batch = in_flight_] {
        auto written = write(*batch);
        asio::post(core_, [this, written = std::move(written)] { finish_batch(written); });
    });
}

state_writer::outcome state_writer::write(const work& batch) {
    try {
        outcome written;
        if (batch.tokens)
            written.forgotten = database_->write(batch.effects, *batch.tokens);
        else
            database_->write(batch.effects);
        return written;
    } catch (const std::exception& error) {
        return {.error = error.what(), .forgotten = 0};
    }
}

void state_writer::finish_batch(const outcome& written) {
    const auto ended = std::exchange(in_flight_, nullptr);
    const auto& effects = ended->effects;
    if (written.error.empty()) {
        last_written_ += effects.size();
        if (ended->tokens) note_forgotten(*ended->tokens, written.forgotten);
        if (!pending_.empty()) schedule();
    } else {
        log_.error("The state could not be saved; it is tried again with the next change.",
                   {{"error", written.error}});
        last_failed_ = last_written_ + effects.size();
        pending_.insert(pending_.begin(), effects.begin(), effects.end());
        if (last_carried_out_ > last_failed_) schedule();
    }
    batch_ended_.cancel();
}

std::optional<token_expiry> state_writer::what_to_forget() const {
    const auto now = clock_.now();
    // The clock may have been put back.
    const bool is_time =
        now < tokens_forgotten_at_ || now - tokens_forgotten_at_ >= forgetting_interval;
    if (!is_time) return std::nullopt;
    return token_expiry{.now = now, .at_most = tokens_forgotten_at_once};
}

void state_writer::note_forgotten(const token_expiry& tokens, std::size_t forgotten) {
    if (forgotten < tokens.at_most) tokens_forgotten_at_ = tokens.now;
}

runtime::awaitable<bool> state_writer::wait_durable(std::uint64_t change) {
    const auto last = last_carried_out_;
    if (last == change) co_return true;
    while (last_written_ < last) {
        if (last_failed_ >= last) co_return false;
        co_await batch_ended_.async_wait(runtime::use_nothrow_awaitable);
    }
    co_return true;
}

void state_writer::close() {
    writer_.join();
    // What the writer had in hand may have failed unheard; writing it again changes nothing.
    if (in_flight_) {
        const auto& effects = in_flight_->effects;
        pending_.insert(pending_.begin(), effects.begin(), effects.end());
    }
    if (pending_.empty()) return;
    const auto written = write({.effects = std::exchange(pending_, {}), .tokens = {}});
    if (!written.error.empty()) {
        log_.error("The last changes could not be saved.", {{"error", written.error}});
    }
}

} // namespace ivschat::storage
