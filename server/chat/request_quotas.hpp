// Lives on the core. Rates of API requests and of what connections ask. The fronts count here
// before anything else is looked at; commands do not change these rates.
#pragma once

#include "chat/caller.hpp"
#include "chat/quotas.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/types.hpp"

namespace ivschat::chat {

class request_quotas {
public:
    explicit request_quotas(quotas limits) : meter_{std::move(limits)} {}

    // Counts one API request of the caller. DeleteMessage and DisconnectUser are always admitted:
    // their commands count them, together with those that come over WebSocket.
    outcome<void> admit_operation(timestamp now, const caller& caller, api_operation operation);

    // Counts one request of the connection to which `rate` belongs, a malformed one, too.
    outcome<void> admit_request(timestamp now, rate_limiter& rate) const;

    // Resets the rates of API requests.
    void forget_usage() { meter_.forget_usage(); }

private:
    quota_meter meter_;
};

} // namespace ivschat::chat
