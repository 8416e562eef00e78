// Seals claims with XChaCha20-Poly1305, whose nonces are long enough to be drawn at random.
#include "crypto/token_sealer.hpp"

#include "crypto/base64url.hpp"
#include "crypto/sodium.hpp"

#include <boost/throw_exception.hpp>
#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ivschat::crypto {

namespace {

constexpr std::byte version{2};
// Distinguishes tokens from anything else that this key may seal in the future.
constexpr std::string_view kind = "ivschat-local chat token";

constexpr std::size_t id_offset = 1;
constexpr std::size_t nonce_offset = id_offset + sizeof(sealing_key::id_type);
constexpr std::size_t sealed_offset = nonce_offset + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

unsigned char* octets(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* octets(const std::byte* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}
const unsigned char* octets(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string associated_data(const sealing_key::id_type& id) {
    std::string text(1, static_cast<char>(version));
    for (const auto byte : id) text += static_cast<char>(byte);
    return text.append(kind);
}

} // namespace

std::string_view describe(token_error error) noexcept {
    switch (error) {
    case token_error::malformed:
        return "is malformed";
    case token_error::unknown_version:
        return "is of a version that this server does not know";
    case token_error::unknown_key:
        return "was sealed with another key";
    case token_error::forged:
        return "was altered or forged";
    case token_error::expired:
        return "has expired";
    }
    return "is not valid";
}

void throw_exception_from_error(const token_error& error, const boost::source_location& where) {
    boost::throw_with_location(std::runtime_error("the token " + std::string(describe(error))),
                               where);
}

token_sealer::token_sealer(sealing_key key, random_source& nonces)
    : key_(std::move(key)), nonces_(nonces), associated_(associated_data(key_.id())) {
    require_sodium();
}

std::string token_sealer::seal(const token_claims& claims) {
    const auto plain = encode_claims(claims);
    std::vector<std::byte> token(sealed_offset + plain.size() + tag_size);
    token[0] = version;
    std::ranges::copy(key_.id(), token.begin() + id_offset);
    nonces_.fill(std::span(token).subspan(nonce_offset, sealed_offset - nonce_offset));
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        octets(token.data() + sealed_offset), nullptr, octets(plain.data()), plain.size(),
        octets(associated_), associated_.size(), nullptr, octets(token.data() + nonce_offset),
        octets(key_.reveal().data()));
    return base64url_encode(token);
}

boost::system::result<token_claims, token_error>
token_sealer::open_ignoring_expiry(std::string_view token) const {
    auto bytes = base64url_decode(token);
    if (!bytes || bytes->empty()) return token_error::malformed;
    if (bytes->front() != version) return token_error::unknown_version;
    if (bytes->size() < sealed_offset + tag_size) return token_error::malformed;
    const auto id = std::span(*bytes).subspan(id_offset, key_.id().size());
    if (!std::ranges::equal(id, key_.id())) return token_error::unknown_key;

    const auto sealed = std::span(*bytes).subspan(sealed_offset);
    const auto plain = sealed.first(sealed.size() - tag_size);
    const auto outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
        octets(plain.data()), nullptr, nullptr, octets(sealed.data()), sealed.size(),
        octets(associated_), associated_.size(), octets(bytes->data() + nonce_offset),
        octets(key_.reveal().data()));
    if (outcome != 0) return token_error::forged;
    auto claims = decode_claims(plain);
    if (!claims) return token_error::malformed;
    return std::move(*claims);
}

boost::system::result<token_claims, token_error> token_sealer::open(std::string_view token,
                                                                    time now) const {
    auto claims = open_ignoring_expiry(token);
    if (claims && now >= claims->expires_at) return token_error::expired;
    return claims;
}

} // namespace ivschat::crypto
