// Finds the caller of a request by its SigV4 signature.
#pragma once

#include "chat/caller.hpp"
#include "crypto/sigv4.hpp"
#include "http/authentication_settings.hpp"
#include "http/request.hpp"
#include "model/api_error.hpp"
#include "runtime/clock.hpp"

namespace ivschat::http {

// Lives on one shard.
class authenticator {
public:
    // `wall_clock` shows the real time: SDKs sign with it, wherever the test clock stands.
    authenticator(authentication_settings settings, const runtime::clock& wall_clock);

    model::result<chat::caller> authenticate(const request& request);

private:
    authentication_settings settings_;
    const runtime::clock& wall_clock_;
    crypto::sigv4_verifier verifier_;
};

} // namespace ivschat::http
