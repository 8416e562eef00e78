// Lives on one shard. Which of its connections belong to which room. A message is serialised and
// framed once. What comes for a room between two flushes is pending in the room and leaves as one
// piece, the same for all members: no member is touched for each message.
#pragma once

#include "websocket/send_queue.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::websocket {

class fan_out {
    struct room;

public:
    // Sends what is pending at each flush of `scheduler`, which must outlive it.
    explicit fan_out(write_scheduler& scheduler);

    // Receives the room's frames for as long as it lives. Must not outlive the fan_out.
    class subscription {
    public:
        subscription(fan_out& owner, std::string_view room_arn,
                     std::shared_ptr<send_queue> receiver);
        ~subscription();
        subscription(const subscription&) = delete;
        subscription& operator=(const subscription&) = delete;

        // Queues what is pending, so that what is pushed next comes behind it.
        void flush_pending() { owner_.flush_room(*room_); }

    private:
        friend class fan_out;

        fan_out& owner_;
        std::shared_ptr<room> room_;
        std::size_t index_; // in the room's members
        std::shared_ptr<send_queue> receiver_;
    };

    void publish(std::string_view room_arn, std::string_view frame_bytes);
    // Drops what is pending in the room; in all rooms if the ARN is empty.
    void discard_pending(std::string_view room_arn);

private:
    struct room {
        std::string arn;
        std::vector<subscription*> members = {};
        std::string pending = {}; // frames
        std::size_t frames = 0;   // in `pending`
        bool is_dirty = false;    // is among dirty_
    };

    std::shared_ptr<room> enter(std::string_view room_arn);
    // To queues that are flushed later.
    void flush_room(room& from);
    // To sockets.
    flush_stats send_all();

    write_scheduler& scheduler_;
    // Keys are views into the rooms' own names.
    std::unordered_map<std::string_view, std::shared_ptr<room>> rooms_;
    std::vector<std::shared_ptr<room>> dirty_;
    std::vector<std::shared_ptr<room>> flushing_; // kept for its capacity
};

} // namespace ivschat::websocket
