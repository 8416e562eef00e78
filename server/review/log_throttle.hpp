// Lives on the core. Keeps a failure that occurs a thousand times a second from filling the log.
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

    static constexpr std::size_t max_distinct = 20;

    // Nothing if the line is suppressed. Else it is to be logged now, and the value is how often it
    // was suppressed since it was logged last. A line is logged at most once in ten seconds, and at
    // most `max_distinct` different lines in that time.
    std::optional<std::uint64_t> try_log(const std::string& line, time_point now) {
        const auto known = lines_.find(line);
        if (known != lines_.end() && now - known->second.last_logged < interval) {
            ++known->second.suppressed;
            return std::nullopt;
        }
        if (known != lines_.end()) {
            known->second.last_logged = now;
            return std::exchange(known->second.suppressed, 0);
        }
        // A line contains what a handler answered, so the number of different ones is unbounded.
        if (lines_.size() >= max_distinct) {
            std::erase_if(lines_, [now](const auto& each) {
                return now - each.second.last_logged >= interval;
            });
        }
        if (lines_.size() >= max_distinct) return std::nullopt;
        lines_.emplace(line, state{.last_logged = now, .suppressed = 0});
        return 0;
    }

private:
    static constexpr std::chrono::seconds interval{10};

    struct state {
        time_point last_logged;
        std::uint64_t suppressed;
    };

    std::unordered_map<std::string, state> lines_;
};

} // namespace ivschat::review
