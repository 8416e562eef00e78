// Lives on the program's only thread. A CreateChatToken request of which only the user changes,
// signed by SigV4 with a key that is derived once.
#pragma once

#include <openssl/sha.h>

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace ivschat::bench {

class signed_request {
public:
    // Without `access_key`, requests are not signed.
    signed_request(std::string host, std::string access_key, const std::string& secret);

    // The whole request for that user of that room, signed as of `now`. Valid until the next call.
    std::string_view render(std::uint32_t room, std::uint32_t user, std::time_t now);

private:
    void lay_out(std::time_t now);
    void derive_key(std::string_view day);
    std::string_view body() const { return std::string_view{text_}.substr(body_at_); }

    std::string host_;
    std::string access_key_;
    std::string secret_;
    std::time_t laid_out_for_ = 0;
    std::string text_;
    std::size_t body_at_ = 0, room_at_ = 0, user_at_ = 0, hash_at_ = 0, signature_at_ = 0;
    std::string canonical_; // ends with the body's hash
    std::string to_sign_;   // ends with the canonical request's hash
    SHA256_CTX inner_key_{};
    SHA256_CTX outer_key_{};
};

} // namespace ivschat::bench
