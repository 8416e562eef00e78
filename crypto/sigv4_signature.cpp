#include "crypto/sigv4_signature.hpp"

#include "crypto/secret.hpp"
#include "crypto/sigv4_text.hpp"

namespace ivschat::crypto::sigv4 {

namespace {

void append(std::string& text, const key_scope& scope) {
    text.append(scope.date).append("/").append(scope.region).append("/");
    text.append(scope.service).append("/").append(terminator);
}

} // namespace

std::string to_text(const key_scope& scope) {
    std::string text;
    text.reserve(64);
    append(text, scope);
    return text;
}

hmac_sha256_key derive_key(std::string_view secret, const key_scope& scope) {
    constexpr std::string_view prefix = "AWS4";
    std::string text;
    // Reserves, because growing would leave a copy of the secret in memory.
    text.reserve(prefix.size() + secret.size());
    text.append(prefix).append(secret);
    auto key =
        hmac_sha256({reinterpret_cast<const unsigned char*>(text.data()), text.size()}, scope.date);
    wipe(text);
    for (const auto step : {scope.region, scope.service, terminator}) key = hmac_sha256(key, step);
    hmac_sha256_key derived(key);
    wipe(std::as_writable_bytes(std::span(key)));
    return derived;
}

std::string string_to_sign_head(std::string_view timestamp, const key_scope& scope) {
    std::string text;
    text.reserve(192);
    text.append(algorithm).append("\n").append(timestamp).append("\n");
    append(text, scope);
    return text += '\n';
}

std::string hash(const canonical_parts& request) {
    sha256_hasher hasher;
    hasher.update(request.method).update("\n").update(request.path).update("\n");
    hasher.update(request.query).update("\n").update(request.headers).update(request.payload);
    return hex(hasher.finish());
}

} // namespace ivschat::crypto::sigv4
