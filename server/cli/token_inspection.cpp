#include "cli/token_inspection.hpp"

#include "control/capability_names.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

#include <iostream>

namespace ivschat::cli {
namespace {

std::string hex(const chat::token_id& id) {
    std::array<unsigned char, sizeof(id)> bytes{};
    std::transform(id.begin(), id.end(), bytes.begin(),
                   [](std::byte byte) { return std::to_integer<unsigned char>(byte); });
    return crypto::hex(bytes);
}

std::string describe(const crypto::token_claims& claims,
                     std::chrono::system_clock::time_point now) {
    const auto capabilities = chat::capability_set::from_bits(claims.capabilities);
    std::string out;
    text::json_writer json{out};
    json.begin_object().key("roomArn").string(claims.room_arn);
    json.key("userId").string(claims.user_id).key("capabilities").begin_array();
    for (const auto& [name, one] : control::capability_names) {
        if (capabilities.has(one)) json.string(name);
    }
    json.end_array().key("attributes").string_map(claims.attributes);
    json.key("issueTime").string(text::iso8601_milliseconds(claims.issued_at));
    json.key("tokenExpirationTime").string(text::iso8601_milliseconds(claims.expires_at));
    json.key("sessionExpirationTime").string(text::iso8601_milliseconds(claims.session_expires_at));
    json.key("tokenId").string(hex(claims.token_id));
    json.key("expired").raw(claims.expires_at <= now ? "true" : "false");
    json.end_object();
    return out;
}

} // namespace

int inspect_token(std::string_view token, const std::filesystem::path& key_file) {
    auto key = crypto::sealing_key::load(key_file);
    if (!key) {
        std::cerr << "ivschat-local: " << key.error().message << '\n';
        return 2;
    }
    crypto::system_random unused;
    const crypto::token_sealer sealer{*std::move(key), unused};
    const auto claims = sealer.open_ignoring_expiry(token);
    if (!claims) {
        std::cerr << "ivschat-local: the token " << crypto::describe(claims.error()) << '\n';
        return 1;
    }
    std::cout << describe(*claims, std::chrono::system_clock::now()) << '\n';
    return 0;
}

} // namespace ivschat::cli
