// Guards, and requests for them.
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

// The status of the refusal; 200 if the request may go on.
inline unsigned verdict(const origin_guard& guard, const http::request& request) {
    const auto stopped = guard.check(request, request.path().substr(9));
    return stopped ? stopped->status : 200;
}

inline std::string message(const origin_guard& guard, const http::request& request) {
    const auto stopped = guard.check(request, request.path().substr(9));
    return stopped ? nlohmann::json::parse(stopped->body)["message"].get<std::string>() : "(none)";
}

// Empty: it is not there.
inline std::string header(const http::reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) return value;
    }
    return {};
}

inline const http::cors_policy no_origins{{}};
inline const http::cors_policy listed_origins{{"http://localhost:3000", "https://app.example"}};
inline const http::cors_policy any_origin{{"*"}};

inline const origin_guard closed{{}, no_origins};
inline const origin_guard open{{.allowed_hosts = {"ci.example", "Chat.Test."}}, listed_origins};
inline const origin_guard open_to_all{{}, any_origin};

inline constexpr std::pair<std::string_view, std::string_view> here{"Host", "localhost:8420"};
inline constexpr std::pair<std::string_view, std::string_view> typed{"Content-Type",
                                                                     "application/json"};

} // namespace ivschat::control::test
