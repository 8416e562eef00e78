// Lives on the core. Gives chat tokens their ids, and tells which tokens were minted before the
// last reset. Neither kind of token is remembered for that: the first six bytes of an id are a
// stamp, as in a UUID of version 7 (RFC 9562, 5.7).
#pragma once

#include "chat/types.hpp"
#include "crypto/random.hpp"
#include "runtime/clock.hpp"

#include <cstdint>

namespace ivschat {

class token_ids {
public:
    enum class stamp : std::uint8_t {
        real_time, // in milliseconds; other servers with the same key may mint tokens, too
        count,     // of tokens since the last reset, so that the same run makes the same ids
    };

    // Both outlive this object.
    token_ids(const runtime::clock& real_clock, crypto::random_source& random, stamp kind)
        : real_clock_{real_clock}, random_{random}, kind_{kind} {}

    // A new one. It must be sealed into a token before the next reset.
    chat::token_id next();

    // From now on, the ids given so far are void.
    void void_all();
    bool is_void(const chat::token_id& id) const;

    // What `is_void` depends on, to be stored; 0 means that no token is void. Stamps that count are
    // not kept beyond the process's life.
    std::uint64_t void_until() const { return void_until_; }
    void restore(std::uint64_t void_until) { void_until_ = void_until; }

private:
    std::uint64_t next_stamp();

    const runtime::clock& real_clock_;
    crypto::random_source& random_;
    stamp kind_;
    std::uint64_t last_ = 0; // the latest stamp
    std::uint64_t void_until_ = 0;
    bool was_reset_ = false;
};

} // namespace ivschat
