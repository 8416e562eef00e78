// Lives on the core. Messages that wait for their reviews. Reviews end in any order; the messages
// of one session leave in the order of their arrival.
#pragma once

#include "chat/effects.hpp"
#include "chat/review.hpp"
#include "chat/room.hpp"

#include <deque>
#include <string_view>
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
        std::optional<review_verdict> verdict = {}; // not set until the handler answers
        review_id id = {};
    };

    // The message waits for `complete`. With a verdict it waits only for those before it.
    review_id enqueue(pending_message message);
    bool has_pending(session_id from) const { return queues_.contains(from); }
    // The messages that may leave now, in order; none if no such review is under way.
    std::vector<pending_message> complete(review_id id, review_verdict verdict);

    // Drops the messages of a room, or all. Their reviews are no longer under way.
    void drop(std::string_view room_arn);
    void drop();

    // Reviews that are under way.
    std::size_t size() const { return owners_.size(); }

private:
    std::unordered_map<session_id, std::deque<pending_message>> queues_; // none of them empty
    std::unordered_map<review_id, session_id> owners_;
    std::uint64_t last_id_ = 0;
};

} // namespace ivschat::chat
