// Lives on the core. Has effects written to the database by a thread of its own. While one batch is
// being written the next one gathers, so that concurrent changes share one transaction. Now and
// then a batch takes used tokens that have expired away.
#pragma once

#include "chat/effect_sink.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "storage/database.hpp"

#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::storage {

class state_writer final : public chat::effect_sink {
public:
    // The database must have been loaded by now.
    state_writer(runtime::executor core, std::unique_ptr<database> database,
                 const runtime::clock& clock, runtime::log& log);
    ~state_writer() override;

    void carry_out(const chat::effect& effect) override;

    // Changes are numbered in their order; this is the number of the last one.
    std::uint64_t last_change() const { return last_carried_out_; }

    // Completes once all changes after that number, up to now, are safe: at once if there were
    // none. False if they could not be written, at once if that has been tried already; then they
    // are kept in memory and tried again with the next change.
    runtime::awaitable<bool> wait_durable(std::uint64_t change);

    // Writes what is left, on the calling thread. Nothing may be carried out afterwards.
    void close();

private:
    struct work {
        std::vector<chat::effect> effects;
        std::optional<token_expiry> tokens; // not set: none are to be forgotten this time
    };
    struct outcome {
        std::string error; // empty: all went well
        std::size_t forgotten = 0;
    };

    void schedule();
    void start_batch();
    void finish_batch(const outcome& written);
    std::optional<token_expiry> what_to_forget() const;
    void note_forgotten(const token_expiry& tokens, std::size_t forgotten);
    outcome write(const work& batch);

    runtime::executor core_;
    std::unique_ptr<database> database_; // used by the writer only, until it has joined
    const runtime::clock& clock_;
    runtime::log& log_;
    runtime::asio::thread_pool writer_{1};
    std::vector<chat::effect> pending_;
    std::shared_ptr<const work> in_flight_; // of the writer; nothing: it is idle
    std::uint64_t last_carried_out_ = 0;
    std::uint64_t last_written_ = 0;
    std::uint64_t last_failed_ = 0;          // the last one of the batch that failed last
    runtime::timestamp tokens_forgotten_at_; // all that had expired by then are gone
    bool is_scheduled_ = false;
    runtime::steady_timer batch_ended_; // cancelled whenever a batch has ended
};

} // namespace ivschat::storage
