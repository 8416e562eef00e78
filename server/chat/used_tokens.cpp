#include "chat/used_tokens.hpp"

namespace ivschat::chat {

bool used_tokens::use(const token_id& id, timestamp expires_at) {
    return used_.emplace(expires_at, id).second;
}

void used_tokens::forget_expired(timestamp now) {
    while (!used_.empty() && used_.begin()->first <= now) used_.erase(used_.begin());
}

} // namespace ivschat::chat
