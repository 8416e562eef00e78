// Who sent a request: the caller, from its SigV4 signature.
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
    // `wall_clock` tells the real time, which is what the SDKs sign with.
    authenticator(authentication_settings settings, const runtime::clock& wall_clock);

    model::result<chat::caller> authenticate(const request& request);

private:
    authentication_settings settings_;
    const runtime::clock& wall_clock_;
    crypto::sigv4_verifier verifier_;
};

} // namespace ivschat::http
