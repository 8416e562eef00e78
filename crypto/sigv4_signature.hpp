// What signing and verifying share: the key, the string to sign and the digest in it.
// Internal to crypto/.
#pragma once

#include "crypto/digest.hpp"

#include <string>
#include <string_view>

namespace ivschat::crypto::sigv4 {

// What a key is derived for. The views must outlive the call that takes it.
struct key_scope {
    // yyyymmdd
    std::string_view date;
    std::string_view region;
    std::string_view service;
};

// `date/region/service/aws4_request`
std::string to_text(const key_scope& scope);

// What it is derived from and by is wiped.
hmac_sha256_key derive_key(std::string_view secret, const key_scope& scope);

// All of the string to sign but the hash at its end, with room for that.
std::string string_to_sign_head(std::string_view timestamp, const key_scope& scope);

// One way to write a request canonically. The views must outlive the call that takes it.
struct canonical_parts {
    std::string_view method;
    std::string_view path;
    std::string_view query;
    // Headers, the names of those signed, and the line feeds around them.
    std::string_view headers;
    std::string_view payload;
};

// The hash, in hexadecimal, that ends the string to sign.
std::string hash(const canonical_parts& request);

} // namespace ivschat::crypto::sigv4
