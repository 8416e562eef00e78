// Lives on the core. The chat messaging endpoint: turns a token into a connection, hands it to a
// shard, and carries out the effects of chat on the connections of all shards.
#pragma once

#include "core/core.hpp"
#include "crypto/random.hpp"
#include "crypto/token_claims.hpp"
#include "crypto/token_sealer.hpp"
#include "faults/rule_set.hpp"
#include "journal/journal.hpp"
#include "journal/records.hpp"
#include "metrics/counters.hpp"
#include "runtime/gate.hpp"
#include "runtime/log.hpp"
#include "websocket/settings.hpp"
#include "websocket/shard.hpp"
#include "websocket/subscriber_counts.hpp"
#include "websocket/uplink.hpp"
#include "wire/wire.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace ivschat::websocket {

// A handshake that is refused before the upgrade.
struct handshake_refusal {
    unsigned status; // of HTTP
    std::string message;
};

// A token that has opened: it cannot open again.
struct admission {
    chat::session_id session;
    std::string room_arn;
    std::string user_id;
};

// Where connections may live.
struct shard_context {
    runtime::executor executor;
    metrics::counters& counters;
};

class endpoint final : public chat::effect_sink, private uplink {
public:
    using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

    // At least one place; the first is the core's own thread. Its counters hold what the endpoint
    // counts itself.
    endpoint(const std::vector<shard_context>& places, core& core,
             const crypto::token_sealer& sealer, crypto::random_source& random, runtime::log& log,
             faults::rule_set& faults, journal::journal& journal, runtime::gate& sessions,
             settings settings);

    // What the token that came as Sec-WebSocket-Protocol says (empty: none came).
    std::variant<crypto::token_claims, handshake_refusal> open(std::string_view token);
    // Uses it up. `client_ip` is what review handlers are told.
    std::variant<admission, handshake_refusal> admit(const crypto::token_claims& claims,
                                                     std::string client_ip);
    // Turns a handshake away as a fault rule wants it.
    handshake_refusal refuse(const crypto::token_claims& claims,
                             const faults::handshake_refusal& fault);
    void record_fault(const journal::connection_info& whose, std::string_view operation,
                      const faults::decision& decision);

    // Completes the upgrade and serves the connection until it ends. `admitted` must come from
    // `admit`, `request` be the one that carried the token.
    void serve(runtime::tcp_socket socket, const upgrade_request& request, admission admitted);

    // Gives an admission back; its token stays used.
    void dismiss(const admission& admitted) { disconnect(admitted.session); }

    void carry_out(const chat::effect& effect) override;

    // ---- What the control API does to connections; false: there is no such connection ----

    bool close(chat::session_id id, std::uint16_t code, std::string_view reason);
    bool drop(chat::session_id id);
    bool inject(chat::session_id id, std::string bytes);
    // Not set: until it is called again with `false`.
    bool hold_reading(chat::session_id id, bool held);
    bool hold_writing(chat::session_id id, bool held);
    void close_all(std::uint16_t code, std::string_view reason, std::string_view room_arn);
    // Ends what fault rules and the control API hold up.
    void end_impairments();
    // Completes when every shard has done what it was handed.
    runtime::awaitable<void> barrier();
    // Completes when nothing waits to be sent but what is held up, or `patience` is over.
    runtime::awaitable<void> flushed(std::chrono::milliseconds patience);

    // ---- The server's end ----

    void say_goodbye();
    void abort_all();

    std::size_t connection_count() const { return connections_.size(); }
    // What waits to be sent, in bytes.
    runtime::awaitable<std::size_t> queued_bytes();

private:
    struct connection {
        std::size_t shard;
        party_ref who;
        bool is_in_room = true;
        chat::rate_limiter request_rate = {};
        runtime::gate::holder gate_holder;
    };

    void received(chat::session_id from, request_batch batch) override;
    void closing(chat::session_id id, const farewell& said) override;
    void ended(chat::session_id id) override;

    void handle_all(chat::session_id from, request_batch batch);
    std::optional<faults::decision> decide(const connection& from, const decoded_request& request);
    void suffer(const connection& from, const faults::effect& what, std::string_view request_id);
    void handle(const connection& from, decoded_request& request);
    void reply(const connection& to, const wire::error& error, std::string_view request_id);
    void close(const chat::closure& closure);
    void reject(const chat::rejection& rejection);
    void deliver(const chat::delivery& delivery);
    void deliver(const chat::delivery& delivery, const frame& data, const connection& receiver);
    bool end_session(chat::session_id id, std::uint16_t code, std::string_view reason);
    void disconnect(chat::session_id id);
    // Dates it.
    void record(journal::entry entry);
    handshake_refusal refuse(const journal::connection_info& whose, unsigned status,
                             std::string_view why);
    const connection* find(chat::session_id id) const;
    // In the order in which they connected, so that what is done to them repeats run for run; an
    // empty ARN stands for all rooms.
    std::vector<chat::session_id> in_order(std::string_view room_arn) const;
    // Calls `what(session&)` on its shard; false: there is no such connection.
    template <class What>
    bool with(chat::session_id id, What what);

    core& core_;
    const crypto::token_sealer& sealer_;
    crypto::random_source& random_;
    runtime::log& log_;
    metrics::counters& counters_;
    faults::rule_set& faults_;
    journal::journal& journal_;
    runtime::gate& sessions_; // held by every connection
    websocket::settings settings_;
    std::vector<std::unique_ptr<shard>> shards_;
    std::size_t next_shard_ = 0;
    subscriber_counts subscribers_;
    std::unordered_map<chat::session_id, connection> connections_;
};

} // namespace ivschat::websocket
