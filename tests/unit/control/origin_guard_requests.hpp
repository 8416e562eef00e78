// Guards, and requests to try them with.
#pragma once

#include "control/origin_guard.hpp"

#include <nlohmann/json.hpp>

namespace ivschat::control::test {

using headers = std::vector<std::pair<std::string_view, std::string_view>>;

inline http::request get(headers sent) {
    return {.method = "GET", .target = "/_ivschat/journal", .headers = std::move(sent), .body = {}};
}

inline http::request post(headers sent) {
    return {
        .method = "POST", .target = "/_ivschat/clock", .headers = std::move(sent), .body = "{}"};
}

// 200: the request may go on.
inline unsigned verdict(const guard& guard, const http::request& request) {
    const auto stopped = guard.stop_control(request, request.path().substr(9));
    return stopped ? stopped->status : 200;
}

inline std::string message(const guard& guard, const http::request& request) {
    const auto stopped = guard.stop_control(request, request.path().substr(9));
    return stopped ? nlohmann::json::parse(stopped->body)["message"].get<std::string>() : "(none)";
}

// Empty: it is not there.
inline std::string header(const http::reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) return value;
    }
    return {};
}

inline const guard closed{{}};
inline const guard open{{.allowed_hosts = {"ci.example", "Chat.Test."},
                         .cors_origins = {"http://localhost:3000", "https://app.example"}}};
inline const guard open_to_all{{.cors_origins = {"*"}}};

inline constexpr std::pair<std::string_view, std::string_view> here{"Host", "localhost:8420"};
inline constexpr std::pair<std::string_view, std::string_view> typed{"Content-Type",
                                                                     "application/json"};

} // namespace ivschat::control::test
