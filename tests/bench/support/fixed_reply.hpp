// What the HTTP yardsticks reply: as long as ivschat-local's reply to CreateChatToken, and made of
// the same headers.
#pragma once

#include <string>

namespace ivschat::bench {

inline constexpr const char* fixed_date = "Sun, 22 Nov 2026 17:46:58 GMT";
inline constexpr const char* fixed_request_id = "8aa01094-978e-4d5f-a08b-ef67ff91f908";

inline std::string fixed_body() {
    constexpr std::size_t token_size = 236;
    return R"({"token":")" + std::string(token_size, 'A') +
           R"(","tokenExpirationTime":"2026-11-22T18:46:58.052Z",)"
           R"("sessionExpirationTime":"2026-11-22T20:46:58.052Z"})";
}

inline std::string fixed_reply() {
    const auto body = fixed_body();
    return std::string{"HTTP/1.1 200 OK\r\nDate: "} + fixed_date +
           "\r\nx-amzn-RequestId: " + fixed_request_id +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace ivschat::bench
