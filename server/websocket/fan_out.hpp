// Lives on one shard. Which of its connections belong to which room; a message is serialised and
// framed once and the same bytes go to all of them.
#pragma once

#include "websocket/outbox.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::websocket {

class fan_out {
    struct room;

public:
    // Receives the room's frames for as long as it lives. Must not outlive the fan_out.
    class subscription {
    public:
        subscription(fan_out& owner, std::string_view room_arn, std::shared_ptr<outbox> receiver);
        ~subscription();
        subscription(const subscription&) = delete;
        subscription& operator=(const subscription&) = delete;

    private:
        friend class fan_out;

        fan_out& owner_;
        room& room_;
        std::size_t index_; // in the room's members
        std::shared_ptr<outbox> receiver_;
    };

    // Returns how many connections it is for.
    std::size_t publish(std::string_view room_arn, const frame& data);

private:
    struct room {
        std::string arn;
        std::vector<subscription*> members;
    };

    room& enter(std::string_view room_arn);

    // Keys are views into the rooms' own names.
    std::unordered_map<std::string_view, std::unique_ptr<room>> rooms_;
};

} // namespace ivschat::websocket
