// Lives on the core. How many connections of each room each shard has, so that a message goes to
// those shards only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ivschat::websocket {

class subscriber_counts {
public:
    explicit subscriber_counts(std::size_t shards) : shards_{shards} {}

    void enter(std::string_view room_arn, std::size_t shard) {
        auto found = rooms_.find(room_arn);
        if (found == rooms_.end()) {
            found = rooms_.emplace(room_arn, std::vector<std::uint32_t>(shards_)).first;
        }
        ++found->second[shard];
    }

    // Each `enter` must be followed by one of these.
    void leave(std::string_view room_arn, std::size_t shard) {
        const auto found = rooms_.find(room_arn);
        --found->second[shard];
        for (const auto left : found->second) {
            if (left > 0) return;
        }
        rooms_.erase(found);
    }

    // By shard; empty if nobody is there.
    std::span<const std::uint32_t> of(std::string_view room_arn) const {
        const auto found = rooms_.find(room_arn);
        if (found == rooms_.end()) return {};
        return found->second;
    }

private:
    struct hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    std::size_t shards_;
    std::unordered_map<std::string, std::vector<std::uint32_t>, hash, std::equal_to<>> rooms_;
};

} // namespace ivschat::websocket
