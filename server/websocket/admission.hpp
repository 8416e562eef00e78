// Lives on the core. Who may enter: takes the token of a WebSocket handshake, applies the fault
// rules, opens the session in chat, and hands the socket to the gateway.
#pragma once

#include "core/core.hpp"
#include "core/epochs.hpp"
#include "core/token_ids.hpp"
#include "crypto/token_claims.hpp"
#include "crypto/token_sealer.hpp"
#include "faults/holds.hpp"
#include "faults/rule_set.hpp"
#include "http/client_address.hpp"
#include "http/request_handler.hpp"
#include "journal/journal.hpp"
#include "metrics/counters.hpp"
#include "runtime/durability.hpp"
#include "runtime/gate.hpp"
#include "runtime/log.hpp"
#include "websocket/gateway.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::websocket {

class admission final : public http::upgrade_handler {
public:
    // All of it outlives the admission.
    struct parts {
        core& state;
        gateway& connections;
        const ivschat::epochs& epochs;
        const ivschat::token_ids& token_ids;
        const crypto::token_sealer& sealer;
        faults::rule_set& faults;
        journal::journal& journal;
        metrics::counters& counters;
        runtime::log& log;
        faults::holds& holds;
        runtime::durability& durability;
        runtime::gate& sessions;
        const std::vector<http::network>& trusted_proxies;
    };

    explicit admission(const parts& given) : parts_{given} {}

    runtime::awaitable<std::optional<http::reply>>
    upgrade(runtime::tcp_socket& socket, upgrade_request request,
            runtime::close_notifier& client) override;

private:
    using claims_or_refusal = boost::system::result<crypto::token_claims, http::reply>;
    using session_or_refusal = boost::system::result<journal::connection_info, http::reply>;

    // What the token says that came as Sec-WebSocket-Protocol; empty: none came.
    claims_or_refusal open_token(std::string_view token);
    // A reply, or the socket is closed, or the handshake goes on.
    runtime::awaitable<std::optional<http::reply>> apply_fault(runtime::tcp_socket& socket,
                                                               const crypto::token_claims& claims,
                                                               const faults::decision& decision,
                                                               runtime::close_notifier& client);
    std::optional<faults::decision> decide(const crypto::token_claims& claims);
    // A reply, or the token is used up.
    runtime::awaitable<std::optional<http::reply>> use_token(const chat::grant& grant,
                                                             epochs::number began);
    void release_token(const chat::grant& grant);
    session_or_refusal connect(const chat::grant& grant);
    // What review handlers are told.
    std::string client_ip(const runtime::tcp_socket& socket, const upgrade_request& request) const;
    // The client learns neither which reason it was nor anything of the token; the log and the
    // journal do.
    http::reply refuse(chat::refusal why, const chat::grant& grant);
    http::reply refuse(const journal::connection_info& whose, unsigned status, std::string_view why,
                       std::string message = {});
    chat::timestamp now() const { return parts_.state.clock().now(); }

    parts parts_;
};

} // namespace ivschat::websocket
