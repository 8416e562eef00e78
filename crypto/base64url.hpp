// base64url without padding (RFC 4648, section 5), whose characters a WebSocket subprotocol may
// have.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::crypto {

std::string base64url_encode(std::span<const std::byte> bytes);

// Accepts exactly what the encoder writes. Returns nullopt for padding, other characters, a length
// of 4n+1, and unused bits that are not zero.
std::optional<std::vector<std::byte>> base64url_decode(std::string_view text);

} // namespace ivschat::crypto
