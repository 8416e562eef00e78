// Who sent a request: the caller, from its SigV4 signature.
#pragma once

#include "chat/caller.hpp"
#include "crypto/sigv4.hpp"
#include "http/request.hpp"
#include "model/api_error.hpp"
#include "runtime/clock.hpp"

#include <string>
#include <vector>

namespace ivschat::http {

enum class authentication_mode {
    lenient, // a missing or wrong signature is accepted, a malformed one is refused
    strict,
};

struct authentication_settings {
    authentication_mode mode = authentication_mode::lenient;
    std::vector<crypto::credentials> credentials; // strict only
    std::string account = "000000000000";         // of callers that are bound to none
    std::string region = "us-east-1";             // of callers that sign for none
};

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
