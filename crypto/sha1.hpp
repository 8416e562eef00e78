// SHA-1, which RFC 6455 requires in WebSocket handshakes. It protects nothing there, and must not
// be used for security.
#pragma once

#include <array>
#include <string_view>

namespace ivschat::crypto {

using sha1_digest = std::array<unsigned char, 20>;

sha1_digest sha1(std::string_view text) noexcept;

} // namespace ivschat::crypto
