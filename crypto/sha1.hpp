// SHA-1, which RFC 6455 wants of a WebSocket handshake. It protects nothing there, and must not be
// used where it would have to.
#pragma once

#include <array>
#include <string_view>

namespace ivschat::crypto {

using sha1_digest = std::array<unsigned char, 20>;

sha1_digest sha1(std::string_view text) noexcept;

} // namespace ivschat::crypto
