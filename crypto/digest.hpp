// SHA-256 and HMAC-SHA-256, as Signature Version 4 needs them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ivschat::crypto {

using sha256_digest = std::array<unsigned char, 32>;

// Hashes a text in pieces. A copy continues independently from the same state.
class sha256_hasher {
public:
    sha256_hasher() noexcept;

    sha256_hasher& update(std::string_view piece) noexcept;
    sha256_hasher& update(std::span<const unsigned char> piece) noexcept;

    // The digest of all pieces. The hasher must not be used afterwards.
    sha256_digest finish() noexcept;

private:
    friend class hmac_sha256_key;
    // Room for OpenSSL's SHA256_CTX, whose header stays in the .cpp.
    alignas(8) std::array<std::byte, 112> state_;
};

sha256_digest sha256(std::string_view text) noexcept;

// A prepared key for signing many texts, at half the cost of hmac_sha256. It is wiped when
// destroyed.
class hmac_sha256_key {
public:
    explicit hmac_sha256_key(std::span<const unsigned char> key) noexcept;
    hmac_sha256_key(const hmac_sha256_key&) = default;
    hmac_sha256_key& operator=(const hmac_sha256_key&) = default;
    ~hmac_sha256_key();

    sha256_digest sign(std::string_view text) const noexcept;

private:
    sha256_hasher inner_;
    sha256_hasher outer_;
};

sha256_digest hmac_sha256(std::span<const unsigned char> key, std::string_view text) noexcept;

// Two lower-case characters for each byte.
std::string hex(std::span<const unsigned char> bytes);
void append_hex(std::string& text, std::span<const unsigned char> bytes);

// Compares in constant time for given lengths. Texts of different lengths differ.
bool equal_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace ivschat::crypto
