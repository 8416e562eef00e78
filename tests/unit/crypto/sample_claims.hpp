// Random claims of every size.
#pragma once

#include "crypto/token_claims.hpp"
#include "support/repeatable_random.hpp"

namespace ivschat::crypto::test {

inline token_claims sample_claims(repeatable_random& random) {
    token_claims claims;
    claims.room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
    claims.user_id = "us\xc3\xa9r " + std::to_string(random.below(1'000'000));
    claims.capabilities = static_cast<std::uint8_t>(random.below(8));
    claims.issued_at = token_claims::time(std::chrono::milliseconds(1'795'000'000'123));
    claims.session_expires_at = claims.issued_at + std::chrono::minutes(1 + random.below(180));
    claims.expires_at = claims.session_expires_at;
    random.fill(claims.token_id);
    for (auto count = random.below(4); count > 0; --count)
        claims.attributes["key " + std::to_string(random.below(100))] =
            std::string(random.below(200), 'v');
    return claims;
}

} // namespace ivschat::crypto::test
