// Lives on the core. What GET /_ivschat/health/live and /ready report.
#pragma once

#include "http/request.hpp"

#include <chrono>
#include <string_view>

namespace ivschat::control {

// Of this program: "1.2.3".
std::string_view version();

class health {
public:
    using time = std::chrono::steady_clock::time_point;

    explicit health(time started) : started_{started} {}

    void become_ready() { is_ready_ = true; }
    void become_unready() { is_ready_ = false; }

    http::reply report_live(time now) const;
    // 503 unless the server is ready.
    http::reply report_ready(time now) const;

private:
    http::reply report(bool is_ok, time now) const;

    time started_;
    bool is_ready_ = false;
};

} // namespace ivschat::control
