#include "storage/keeper.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace ivschat::storage {

namespace asio = runtime::asio;

namespace {

bool is_kept(const chat::effect& effect) {
    return !std::holds_alternative<chat::delivery>(effect) &&
           !std::holds_alternative<chat::closure>(effect);
}

} // namespace

keeper::keeper(runtime::executor core, std::unique_ptr<database> database, runtime::log& log)
    : core_{core}, database_{std::move(database)}, log_{log}, batch_ended_{core} {
    batch_ended_.expires_at(runtime::steady_timer::time_point::max());
}

keeper::~keeper() { writer_.join(); }

void keeper::carry_out(const chat::effect& effect) {
    if (!is_kept(effect)) return;
    pending_.push_back(effect);
    ++last_carried_out_;
    schedule();
}

// Waits for the end of this turn of the event loop, so that what happens in it is one batch.
void keeper::schedule() {
    if (is_scheduled_ || in_hand_) return;
    is_scheduled_ = true;
    asio::post(core_, [this] { start_batch(); });
}

void keeper::start_batch() {
    is_scheduled_ = false;
    in_hand_ = std::make_shared<const batch>(std::exchange(pending_, {}));
    asio::post(writer_, [this, effects = in_hand_] {
        auto error = write(*effects);
        asio::post(core_, [this, error = std::move(error)] { finish_batch(error); });
    });
}

std::string keeper::write(const batch& effects) {
    try {
        database_->write(effects);
        return {};
    } catch (const std::exception& error) {
        return error.what();
    }
}

void keeper::finish_batch(const std::string& error) {
    const auto effects = std::exchange(in_hand_, nullptr);
    if (error.empty()) {
        last_written_ += effects->size();
        if (!pending_.empty()) schedule();
    } else {
        log_.error("The state could not be saved; it is tried again with the next change.",
                   {{"error", error}});
        last_failed_ = last_written_ + effects->size();
        pending_.insert(pending_.begin(), effects->begin(), effects->end());
        if (last_carried_out_ > last_failed_) schedule();
    }
    batch_ended_.cancel();
}

runtime::awaitable<bool> keeper::saved_since(std::uint64_t change) {
    const auto last = last_carried_out_;
    if (last == change) co_return true;
    while (last_written_ < last) {
        co_await batch_ended_.async_wait(runtime::use);
        if (last_written_ < last && last_failed_ >= last) co_return false;
    }
    co_return true;
}

void keeper::close() {
    writer_.join();
    // What the writer had in hand may have failed unheard; writing it again changes nothing.
    if (in_hand_) pending_.insert(pending_.begin(), in_hand_->begin(), in_hand_->end());
    if (pending_.empty()) return;
    if (const auto error = write(pending_); !error.empty()) {
        log_.error("The last changes could not be saved.", {{"error", error}});
    }
}

} // namespace ivschat::storage
