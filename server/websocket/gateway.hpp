// Lives on the core. Between chat and its connections: what connections ask for goes to the core,
// the effects of chat go to the connections of all shards.
#pragma once

#include "chat/effect_sink.hpp"
#include "core/core.hpp"
#include "core/epochs.hpp"
#include "crypto/random.hpp"
#include "faults/rule_set.hpp"
#include "journal/journal.hpp"
#include "metrics/counters.hpp"
#include "runtime/gate.hpp"
#include "runtime/log.hpp"
#include "websocket/session_table.hpp"
#include "websocket/settings.hpp"
#include "websocket/shard.hpp"
#include "wire/frames.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::websocket {

// Where connections may live.
struct shard_context {
    runtime::executor executor;
    metrics::counters& counters;
};

class gateway final : public chat::effect_sink, private session_events {
public:
    // There must be a shard; the first one is on the core's own thread, and its counters hold what
    // the gateway counts itself. All references outlive the gateway.
    gateway(const std::vector<shard_context>& shards, core& core, crypto::random_source& random,
            runtime::log& log, faults::rule_set& faults, journal::journal& journal,
            runtime::gate& sessions, const epochs& epochs, settings settings);

    // Sends the response to the handshake and serves the connection until it ends. The session must
    // have been opened in chat; it ends there, too, if the socket fails.
    void open(runtime::tcp_socket socket, std::string response, journal::connection_info info);

    void carry_out(const chat::effect& effect) override;

    // ---- What tests do to one connection; false: it is not there ----

    // These two end its session in chat. A peer that does not read gets a TCP reset from both.
    bool close(chat::session_id id, std::uint16_t code, std::string_view reason);
    bool reset(chat::session_id id);
    bool inject(chat::session_id id, std::string bytes);
    bool hold_reading(chat::session_id id, bool held);
    bool hold_writing(chat::session_id id, bool held);

    // ---- All connections ----

    // Sends close frames and ends the sessions in chat; an empty ARN means all rooms.
    void close_all(std::uint16_t code, std::string_view reason, std::string_view room_arn = {});
    // Ends the connections now; their sessions in chat end with them.
    void abort_all();
    // Ends what fault rules and the control API hold.
    void release_all();
    // Completes when the shard of one connection, or all, have done what they were given and sent
    // what is queued: with the numbers of the sessions for which that was not possible, because
    // their peers do not read.
    runtime::awaitable<std::vector<std::uint64_t>>
    flush(std::optional<chat::session_id> only = std::nullopt);

    // ---- A reset: of all connections, or of one room's ----

    struct reset_counts {
        std::size_t closed = 0;
        std::size_t cut = 0; // of those, by a TCP reset, since their peers do not read
    };
    // Drops what the connections have sent and is not handled, and what is queued for them. Closes
    // them if `closing` is set. Completes when each shard has done so.
    runtime::awaitable<reset_counts> reset_connections(std::string room_arn,
                                                       std::optional<close_info> closing);
    // From now on, requests of the connections that were kept are handled again.
    void accept_requests(std::string_view room_arn);

    std::size_t connection_count() const { return sessions_.size(); }
    // What is queued to be sent, in bytes.
    runtime::awaitable<std::size_t> queued_bytes();

private:
    using entry = session_table::entry;

    void on_requests(chat::session_id from, request_batch batch) override;
    void on_closing(chat::session_id id, const close_info& info) override;
    void on_ended(chat::session_id id) override;

    void handle_all(chat::session_id from, request_batch batch);
    // What the fault rules want of the request; the journal gets it.
    std::optional<faults::decision> decide(const entry& from, const wire::decoded_request& request);
    void apply_fault(const entry& from, const faults::effect& effect, std::string_view request_id);
    void handle(const entry& from, wire::decoded_request& request);
    void reply(const entry& to, const wire::error& error, std::string_view request_id);

    void deliver(const chat::delivery& delivery);
    std::size_t publish(const chat::delivery& delivery, std::string_view text);
    std::size_t deliver_one_by_one(const chat::delivery& delivery, std::string_view text);
    void close(const chat::closure& closure);
    void reject(const chat::rejection& rejection);

    // Sends a close frame; the session in chat stays as it is. False: it is not there.
    bool close_connection(chat::session_id id, std::uint16_t code, std::string_view reason);
    void disconnect(chat::session_id id);
    // As shard::dispatch_to_session. False: it is not there.
    template <class Function>
    bool dispatch_to_session(chat::session_id id, Function function) {
        const auto* const found = sessions_.find(id);
        if (found == nullptr) return false;
        shards_[found->shard]->dispatch_to_session(id, std::move(function));
        return true;
    }

    core& core_;
    crypto::random_source& random_;
    runtime::log& log_;
    metrics::counters& counters_;
    faults::rule_set& faults_;
    journal::journal& journal_;
    runtime::gate& gate_;
    const epochs& epochs_;
    settings settings_;
    std::vector<std::unique_ptr<shard>> shards_;
    std::size_t next_shard_ = 0;
    session_table sessions_;
};

} // namespace ivschat::websocket
