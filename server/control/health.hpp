// Lives on one shard. GET /_ivschat/health/live and /ready.
#pragma once

#include "http/request.hpp"

#include <chrono>
#include <string_view>

namespace ivschat::control {

// Of this program, "1.2.3".
std::string_view version();

class health {
public:
    using time = std::chrono::steady_clock::time_point;

    explicit health(time started) : started_{started} {}

    void become_ready() { is_ready_ = true; }
    void become_unready() { is_ready_ = false; }

    // `path` is what follows /_ivschat.
    http::reply handle(const http::request& request, std::string_view path, time now) const;

private:
    time started_;
    bool is_ready_ = false;
};

} // namespace ivschat::control
