// Lives on the core. Keeps a failure that comes back a thousand times a second from filling the
// log.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace ivschat::review {

class log_throttle {
public:
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr std::size_t most_different = 20;

    // How often the same was swallowed since it was last said, if it is to be said now: at most
    // once in ten seconds, and of different ones at most `most_different` in that time.
    std::optional<std::uint64_t> say_now(const std::string& what, time_point now) {
        const auto known = said_.find(what);
        if (known != said_.end() && now - known->second.last < patience) {
            ++known->second.swallowed;
            return std::nullopt;
        }
        if (known != said_.end()) {
            known->second.last = now;
            return std::exchange(known->second.swallowed, 0);
        }
        // What a handler answers is part of it, so there is no end to how they differ.
        if (said_.size() >= most_different) {
            std::erase_if(said_,
                          [now](const auto& each) { return now - each.second.last >= patience; });
        }
        if (said_.size() >= most_different) return std::nullopt;
        said_.emplace(what, state{.last = now, .swallowed = 0});
        return 0;
    }

private:
    static constexpr std::chrono::seconds patience{10};

    struct state {
        time_point last;
        std::uint64_t swallowed;
    };

    std::unordered_map<std::string, state> said_;
};

} // namespace ivschat::review
