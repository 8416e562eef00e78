// What the control API may use.
#pragma once

#include "control/seed.hpp"
#include "core/core.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
#include "faults/rule_set.hpp"
#include "journal/journal.hpp"
#include "runtime/cancellable_delays.hpp"
#include "websocket/gateway.hpp"

#include <functional>

namespace ivschat::control {

struct environment {
    runtime::executor executor;
    core& state;
    journal::journal& journal;
    faults::rule_set& faults;
    runtime::cancellable_delays& stalls;
    websocket::gateway& connections;
    crypto::token_sealer& sealer;
    crypto::random_source& random;
    const seeds& baseline; // what a reset goes back to
    // What to do beside that when everything is reset: deterministic random bytes begin anew.
    std::function<void()> on_reset = {};
    // Delivers what room logs hold. Completes when it is done (true) or the server stops (false).
    std::function<runtime::awaitable<bool>()> flush_logs = {};
};

} // namespace ivschat::control
