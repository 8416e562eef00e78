#include "cli/token_inspection.hpp"

#include "chat/types.hpp"
#include "control/token_json.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "crypto/token_sealer.hpp"
#include "text/json_writer.hpp"

#include <algorithm>
#include <array>
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
    std::string out;
    text::json_writer json{out};
    json.begin_object();
    control::write_claims(json, claims, control::token_inspect_format);
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
