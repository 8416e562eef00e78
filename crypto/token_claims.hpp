// What a chat token says, and the compact form in which it is sealed.
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
    // When the session that the token opens ends, whenever it was opened.
    time session_expires_at;
    // Different in every token, so that a token can be spent once.
    std::array<std::byte, 16> token_id{};

    bool operator==(const token_claims&) const = default;
};

// Bounds on the texts belong to the caller; here they may be up to 32 GiB long.
std::vector<std::byte> encode_claims(const token_claims& claims);

// Takes exactly what encode_claims makes: truncated, overlong or otherwise encoded input gives
// nullopt.
std::optional<token_claims> decode_claims(std::span<const std::byte> bytes);

} // namespace ivschat::crypto
