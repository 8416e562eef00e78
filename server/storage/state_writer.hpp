// Lives on the core. Writes effects to the database on a thread of its own. While a batch is being
// written, the next one gathers, so that concurrent changes share a transaction. Once a minute a
// batch also removes used tokens that have expired.
#pragma once

#include "chat/effect_sink.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/durability.hpp"
#include "runtime/log.hpp"
#include "storage/database.hpp"

#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::storage {

class state_writer final : public chat::effect_sink, public runtime::durability {
public:
    // The database must have been loaded before. Tokens are removed once they have expired by both
    // clocks: a test may have moved `clock` ahead, but a restart shows the real time again.
    state_writer(runtime::executor core, std::unique_ptr<database> database,
                 const runtime::clock& clock, const runtime::clock& real_clock, runtime::log& log);
    ~state_writer() override;

    void carry_out(const chat::effect& effect) override;

    std::uint64_t last_change() const override { return last_change_; }

    // False if writing failed before the call or during it.
    runtime::awaitable<bool> wait_durable(std::uint64_t change) override;

    // Writes the pending changes on the calling thread. `carry_out` must not be called afterwards.
    void close();

private:
    struct write_batch {
        std::vector<chat::effect> effects;
        std::optional<token_expiry> expiry; // not set if none is due
    };
    struct outcome {
        std::string error; // empty on success
        std::size_t expired = 0;
    };

    void schedule();
    void start_batch();
    void finish_batch(const outcome& written);
    std::optional<token_expiry> due_expiry() const;
    void record_expiry(const token_expiry& expiry, std::size_t expired);
    outcome write(const write_batch& batch);

    runtime::executor core_;
    std::unique_ptr<database> database_; // only for the writer's thread until that is joined
    const runtime::clock& clock_;
    const runtime::clock& real_clock_;
    runtime::log& log_;
    runtime::asio::thread_pool writer_{1};
    std::vector<chat::effect> pending_;
    std::shared_ptr<const write_batch> in_flight_; // null while the writer is idle
    std::uint64_t last_change_ = 0;
    std::uint64_t last_durable_ = 0;
    std::uint64_t last_failed_ = 0;        // the last change of the last failed batch
    runtime::timestamp tokens_expired_at_; // tokens that had expired by then are removed
    bool is_scheduled_ = false;
    runtime::steady_timer batch_done_; // cancelled at the end of each batch
};

} // namespace ivschat::storage
