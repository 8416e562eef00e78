#include "crypto/sha1.hpp"

#include <openssl/sha.h>

namespace ivschat::crypto {

sha1_digest sha1(std::string_view text) noexcept {
    sha1_digest digest;
    static_assert(sizeof(digest) == SHA_DIGEST_LENGTH);
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return digest;
}

} // namespace ivschat::crypto
