// Lives on one shard. The chat messaging endpoint: turns a token into a session, and carries out
// the effects of chat on the connections that are open here.
#pragma once

#include "core.hpp"
#include "crypto/random.hpp"
#include "crypto/token_claims.hpp"
#include "crypto/token_sealer.hpp"
#include "faults/rule_set.hpp"
#include "journal/recorder.hpp"
#include "journal/records.hpp"
#include "metrics/counters.hpp"
#include "runtime/connections.hpp"
#include "runtime/log.hpp"
#include "websocket/fan_out.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>
#include <unordered_map>
#include <variant>

namespace ivschat::websocket {

class session;

struct endpoint_settings {
    std::size_t send_queue_bytes = 4U << 20U;
    // AWS's codes today are inferred, so they can be changed.
    std::uint16_t close_code_disconnected = 1000;
    std::uint16_t close_code_expired = 1000;
};

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

class endpoint final : public chat::effect_sink {
public:
    using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

    endpoint(runtime::executor executor, core& core, const crypto::token_sealer& sealer,
             crypto::random_source& random, runtime::connections& connections, runtime::log& log,
             metrics::counters& counters, faults::rule_set& faults, journal::recorder& journal,
             endpoint_settings settings);

    // What the token that came as Sec-WebSocket-Protocol says (empty: none came).
    std::variant<crypto::token_claims, handshake_refusal> open(std::string_view token);
    // Uses it up. `client_ip` is what review handlers are told.
    std::variant<admission, handshake_refusal> admit(const crypto::token_claims& claims,
                                                     std::string client_ip);
    // Turns a handshake away as a fault rule wants it.
    handshake_refusal refuse(const crypto::token_claims& claims,
                             const faults::handshake_refusal& fault);
    void record_fault(const journal::party& whose, std::string_view operation,
                      const faults::decision& decision);

    // Completes the upgrade and serves the connection until it ends. `admitted` must come from
    // `admit`, `request` be the one that carried the token.
    void serve(runtime::tcp_socket socket, upgrade_request request, admission admitted);

    // Gives an admission back; its token stays used.
    void dismiss(const admission& admitted);

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
    // Completes when nothing waits to be sent but what is held up, or `patience` is over.
    runtime::awaitable<void> written(std::chrono::milliseconds patience);

    std::size_t connection_count() const { return sessions_.size(); }
    // What waits to be sent, in bytes. Asks every connection: the hot path keeps no sum.
    std::size_t queued_bytes() const;

private:
    friend class session;

    void close(const chat::closure& closure);
    void reject(const chat::rejection& rejection);
    void deliver(const chat::delivery& delivery);
    void deliver(const chat::delivery& delivery, const frame& data, session& receiver);
    bool has_unwritten() const;
    // Dates it.
    void record(journal::entry entry);
    handshake_refusal refuse(const journal::party& whose, unsigned status, std::string_view why);
    session* find(chat::session_id id) const;
    // In the order in which they connected, so that what is done to them repeats run for run.
    std::vector<session*> in_order(std::string_view room_arn) const;
    void forget(chat::session_id id) { sessions_.erase(id); }

    runtime::executor executor_;
    core& core_;
    const crypto::token_sealer& sealer_;
    crypto::random_source& random_;
    runtime::connections& connections_;
    runtime::log& log_;
    metrics::counters& counters_;
    faults::rule_set& faults_;
    journal::recorder& journal_;
    endpoint_settings settings_;
    flusher flusher_;
    fan_out fan_out_;
    std::unordered_map<chat::session_id, session*> sessions_; // each removes itself
};

} // namespace ivschat::websocket
