// base64url without padding (RFC 4648 section 5), the alphabet of a WebSocket subprotocol.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::crypto {

std::string base64url_encode(std::span<const std::byte> bytes);

// Strict: no padding, no other characters, no length of 4n+1, and no bits left over that are not
// zero. Every byte string so has exactly one text; anything else gives nullopt.
std::optional<std::vector<std::byte>> base64url_decode(std::string_view text);

} // namespace ivschat::crypto
