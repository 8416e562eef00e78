// Lives on the core. Messages that wait for their reviews. Reviews end in any order; the messages
// of one session leave in the order in which they came.
#pragma once

#include "chat/effects.hpp"
#include "chat/review.hpp"
#include "chat/room.hpp"

#include <deque>
#include <unordered_map>
#include <vector>

namespace ivschat::chat {

class review_queue {
public:
    struct pending_message {
        session_id from; // may be over by now
        std::string room_arn;
        review_fallback fallback;
        chat::message message;
        std::optional<review_verdict> verdict = {}; // not set: the handler has not answered
        review_id id = {};
    };

    // Until `settle`, unless it has its verdict already and only waits for its turn.
    review_id hold(pending_message message);
    bool holds_any_of(session_id from) const { return queues_.contains(from); }
    // What may leave now, in order. Nothing if no such review is under way.
    std::vector<pending_message> complete(review_id id, review_verdict verdict);

    // Reviews that are under way.
    std::size_t size() const { return owners_.size(); }

private:
    std::unordered_map<session_id, std::deque<pending_message>> queues_; // none of them empty
    std::unordered_map<review_id, session_id> owners_;
    std::uint64_t last_id_ = 0;
};

} // namespace ivschat::chat
