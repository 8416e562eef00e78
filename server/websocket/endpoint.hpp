// Lives on one shard. The chat messaging endpoint: turns a token into a session, and carries out
// the effects of chat on the connections that are open here.
#pragma once

#include "core.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
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
};

class endpoint final : public chat::effect_sink {
public:
    using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

    endpoint(runtime::executor executor, core& core, const crypto::token_sealer& sealer,
             crypto::random_source& random, runtime::connections& connections, runtime::log& log,
             metrics::counters& counters, endpoint_settings settings);

    // Opens the token that came as Sec-WebSocket-Protocol (empty: none came).
    std::variant<admission, handshake_refusal> admit(std::string_view token);

    // Completes the upgrade and serves the connection until it ends. `admitted` must come from
    // `admit`, `request` be the one that carried the token.
    void serve(runtime::tcp_socket socket, upgrade_request request, admission admitted);

    // Gives an admission back; its token stays used.
    void dismiss(const admission& admitted);

    void carry_out(const chat::effect& effect) override;

    std::size_t connection_count() const { return sessions_.size(); }
    // What waits to be sent, in bytes. Asks every connection: the hot path keeps no sum.
    std::size_t queued_bytes() const;

private:
    friend class session;

    void close(const chat::closure& closure);
    handshake_refusal refuse(unsigned status, std::string_view why);
    void forget(chat::session_id id) { sessions_.erase(id); }

    runtime::executor executor_;
    core& core_;
    const crypto::token_sealer& sealer_;
    crypto::random_source& random_;
    runtime::connections& connections_;
    runtime::log& log_;
    metrics::counters& counters_;
    endpoint_settings settings_;
    flusher flusher_;
    fan_out fan_out_;
    std::unordered_map<chat::session_id, session*> sessions_; // each removes itself
};

} // namespace ivschat::websocket
