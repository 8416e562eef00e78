// Codes and reasons of WebSocket close frames (RFC 6455, 7.4, and IANA's WebSocket Close Code
// Number Registry).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ivschat::wire {

namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t unknown_data = 1003;
inline constexpr std::uint16_t none = 1005;     // a close frame without a code; never on the wire
inline constexpr std::uint16_t abnormal = 1006; // no close frame; never on the wire
inline constexpr std::uint16_t bad_payload = 1007;
inline constexpr std::uint16_t policy_error = 1008;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t try_again_later = 1013;
} // namespace close_code

// A control frame has at most 125 bytes (5.5), and the code takes two of them.
inline constexpr std::size_t max_close_reason_bytes = 123;

// Whether a close frame may carry the code (7.4.1, 7.4.2, and 1012 to 1014 of the registry).
constexpr bool is_sendable_close_code(std::uint64_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

// For error texts.
inline constexpr std::string_view sendable_close_codes =
    "1000 to 1003, 1007 to 1014 and 3000 to 4999";

} // namespace ivschat::wire
