// The claims of a chat token, and their compact encoding.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ivschat::crypto {

struct token_claims {
    using time = std::chrono::sys_time<std::chrono::milliseconds>;

    std::string room_arn;
    std::string user_id;
    // A bit mask whose meaning belongs to the caller.
    std::uint8_t capabilities = 0;
    std::map<std::string, std::string> attributes;
    time issued_at;
    time expires_at;
    // The end of the session that the token opens, independent of when it is opened.
    time session_expires_at;
    // Unique, so that each token can be used only once.
    std::array<std::byte, 16> token_id{};

    bool operator==(const token_claims&) const = default;
};

// The caller limits the texts. The encoding allows up to 32 GiB.
std::vector<std::byte> encode_claims(const token_claims& claims);

// Accepts exactly the output of encode_claims. Returns nullopt for anything else, such as truncated
// input or another encoding of the same claims.
std::optional<token_claims> decode_claims(std::span<const std::byte> bytes);

} // namespace ivschat::crypto
