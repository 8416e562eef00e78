#include "operations/page_token.hpp"

#include "crypto/base64url.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <charconv>
#include <span>

namespace ivschat::operations {
namespace {

constexpr std::size_t checksum_length = 16; // hexadecimal digits

// Detects damaged and misplaced tokens. It does not prevent forgery: lists hold no secrets.
std::string checksum(std::string_view position, std::string_view list) {
    const auto digest = crypto::sha256_hasher{}.update(position).update("\n").update(list).finish();
    return crypto::hex(digest).substr(0, checksum_length);
}

} // namespace

// base64url of: CHECKSUM NANOSECONDS ARN, the first two followed by a space.
std::string encode_page_token(const chat::list_position& position, std::string_view list) {
    const auto encoded =
        std::to_string(position.updated.time_since_epoch().count()) + " " + position.arn;
    const auto text = checksum(encoded, list) + " " + encoded;
    return crypto::base64url_encode(std::as_bytes(std::span{text}));
}

std::optional<chat::list_position> decode_page_token(std::string_view token,
                                                     std::string_view list) {
    const auto bytes = crypto::base64url_decode(token);
    if (!bytes || bytes->size() <= checksum_length) return std::nullopt;
    std::string text(bytes->size(), '\0');
    std::transform(bytes->begin(), bytes->end(), text.begin(),
                   [](std::byte byte) { return static_cast<char>(byte); });
    const auto encoded = std::string_view{text}.substr(checksum_length + 1);
    if (text.substr(0, checksum_length + 1) != checksum(encoded, list) + " ") return std::nullopt;
    std::int64_t nanoseconds = 0;
    const auto [end, failed] =
        std::from_chars(encoded.data(), encoded.data() + encoded.size(), nanoseconds);
    if (failed != std::errc{} || end == encoded.data() + encoded.size()) return std::nullopt;
    return chat::list_position{.updated = chat::timestamp{std::chrono::nanoseconds{nanoseconds}},
                               .arn = std::string{end + 1, encoded.data() + encoded.size()}};
}

std::string list_fingerprint(std::string_view operation, std::uint64_t resets,
                             std::initializer_list<std::optional<std::string>> parts) {
    auto name = std::string{operation} + '\n' + std::to_string(resets);
    for (const auto& part : parts) name += part ? "\n=" + *part : "\n";
    return name;
}

model::result<std::optional<chat::list_position>>
decode_next_token(const std::optional<std::string>& token, std::string_view list) {
    if (!token || token->empty()) return std::optional<chat::list_position>{};
    auto position = decode_page_token(*token, list);
    if (position) return position;
    return model::api_error::validation(
        {{.name = "nextToken",
          .message = "Value at '/nextToken' failed to satisfy constraint: Member must be a token "
                     "that the same list gave"}});
}

std::size_t page_size(const std::optional<std::int32_t>& max_results) {
    constexpr std::int32_t otherwise = 50;
    return static_cast<std::size_t>(max_results.value_or(otherwise));
}

} // namespace ivschat::operations
