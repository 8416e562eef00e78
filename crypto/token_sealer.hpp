// Chat tokens: claims that only a holder of the key can write or read.
#pragma once

#include "crypto/random.hpp"
#include "crypto/sealing_key.hpp"
#include "crypto/token_claims.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/config.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace ivschat::crypto {

// For the log and the journal. The client never learns why its token was refused.
enum class token_error { malformed, unknown_version, unknown_key, forged, expired };

// The predicate of a sentence: "the token <...>".
std::string_view describe(token_error error) noexcept;
BOOST_NORETURN void throw_exception_from_error(const token_error& error,
                                               const boost::source_location& where);

// Lives on one shard. A token is the base64url of
//   version (1 byte) | key id (8) | nonce (24) | XChaCha20-Poly1305 of the claims
// with version, key id and kind of token as associated data. It consists of RFC 7230 token
// characters, since it travels as a WebSocket subprotocol.
class token_sealer {
public:
    using time = std::chrono::sys_time<std::chrono::nanoseconds>;

    // `nonces` must outlive the sealer and be fit for keys.
    token_sealer(sealing_key key, random_source& nonces);

    std::string seal(const token_claims& claims);

    // A token expires when `now` reaches its expires_at. The caller ensures that it is used once.
    boost::system::result<token_claims, token_error> open(std::string_view token, time now) const;

    // For inspecting tokens, not for authentication.
    boost::system::result<token_claims, token_error>
    open_ignoring_expiry(std::string_view token) const;

    const sealing_key::id_type& key_id() const noexcept { return key_.id(); }

private:
    sealing_key key_;
    random_source& nonces_;
    std::string associated_;
};

} // namespace ivschat::crypto
