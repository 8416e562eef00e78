// The parts that signing and verifying share: the key, the string to sign, and the hash in it.
// Internal to crypto/.
#pragma once

#include "crypto/digest.hpp"

#include <string>
#include <string_view>

namespace ivschat::crypto::sigv4 {

// The scope of a derived key. The views must outlive the call.
struct key_scope {
    // yyyymmdd
    std::string_view date;
    std::string_view region;
    std::string_view service;
};

// `date/region/service/aws4_request`
std::string to_text(const key_scope& scope);

// Derives the signing key and wipes intermediate values.
hmac_sha256_key derive_key(std::string_view secret, const key_scope& scope);

// The string to sign without the hash at its end. Reserves space for the hash.
std::string string_to_sign_head(std::string_view timestamp, const key_scope& scope);

// One candidate of the canonical request. The views must outlive the call.
struct canonical_parts {
    std::string_view method;
    std::string_view path;
    std::string_view query;
    // The signed headers and the list of their names, with line feeds.
    std::string_view headers;
    std::string_view payload;
};

// The hexadecimal hash that ends the string to sign.
std::string hash(const canonical_parts& request);

} // namespace ivschat::crypto::sigv4
