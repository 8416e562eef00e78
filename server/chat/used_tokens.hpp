// Lives on the core. The tokens that have opened their one connection.
#pragma once

#include "chat/types.hpp"

#include <set>
#include <utility>

namespace ivschat::chat {

class used_tokens {
public:
    // True the first time. The token is remembered until `forget_expired` with a time after its
    // expiry.
    bool use(const token_id& id, timestamp expires_at);
    // False if it was not used.
    bool release(const token_id& id, timestamp expires_at) {
        return used_.erase({expires_at, id}) > 0;
    }
    bool contains(const token_id& id, timestamp expires_at) const {
        return used_.contains({expires_at, id});
    }
    void forget_expired(timestamp now);
    std::size_t size() const { return used_.size(); }

private:
    // A token's expiry is sealed into it, so it always comes with the same one.
    std::set<std::pair<timestamp, token_id>> used_;
};

} // namespace ivschat::chat
