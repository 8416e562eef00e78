// OpenSSL's low-level SHA-256: the newer functions take longer to look the algorithm up than it
// takes.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "signed_request.hpp"

#include <algorithm>
#include <array>

namespace ivschat::bench {
namespace {

constexpr std::string_view region = "us-east-1";
constexpr std::size_t hash_digits = 2 * SHA256_DIGEST_LENGTH;
constexpr std::size_t number_digits = 7;
constexpr std::size_t block_size = SHA256_CBLOCK;

using digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

void update(SHA256_CTX& context, std::string_view data) {
    SHA256_Update(&context, data.data(), data.size());
}

digest finish(SHA256_CTX context) {
    digest result{};
    SHA256_Final(result.data(), &context);
    return result;
}

std::string_view view_of(const digest& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

digest sha256(std::string_view data) {
    SHA256_CTX context;
    SHA256_Init(&context);
    update(context, data);
    return finish(context);
}

// A context that has hashed the key's block. `key` must be no longer than a block.
SHA256_CTX keyed(std::string_view key, char pad) {
    std::array<char, block_size> block{};
    std::copy(key.begin(), key.end(), block.begin());
    for (auto& c : block) c ^= pad;
    SHA256_CTX context;
    SHA256_Init(&context);
    update(context, {block.data(), block.size()});
    return context;
}

digest hmac(SHA256_CTX inner, SHA256_CTX outer, std::string_view data) {
    update(inner, data);
    update(outer, view_of(finish(inner)));
    return finish(outer);
}

digest hmac(std::string_view key, std::string_view data) {
    return hmac(keyed(key, '\x36'), keyed(key, '\x5c'), data);
}

void write_hex(char* out, const digest& bytes) {
    for (const auto byte : bytes) {
        *out++ = "0123456789abcdef"[byte >> 4U];
        *out++ = "0123456789abcdef"[byte & 0xFU];
    }
}

void write_decimal(char* out, std::uint32_t value) {
    for (auto i = number_digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

std::string utc(std::time_t time, const char* format) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

} // namespace

signed_request::signed_request(std::string host, std::string access_key, const std::string& secret)
    : host_{std::move(host)}, access_key_{std::move(access_key)}, secret_{"AWS4" + secret} {}

std::string_view signed_request::render(std::uint32_t room, std::uint32_t user, std::time_t now) {
    if (now != laid_out_for_) lay_out(now);
    write_decimal(text_.data() + room_at_, room);
    write_decimal(text_.data() + user_at_, user);
    if (access_key_.empty()) return text_;
    write_hex(text_.data() + hash_at_, sha256(body()));
    canonical_.replace(canonical_.size() - hash_digits, hash_digits, text_, hash_at_, hash_digits);
    // The hash of the body is a signed header, too.
    const auto header_at = canonical_.find("x-amz-content-sha256:") + 21;
    canonical_.replace(header_at, hash_digits, text_, hash_at_, hash_digits);
    write_hex(to_sign_.data() + to_sign_.size() - hash_digits, sha256(canonical_));
    write_hex(text_.data() + signature_at_, hmac(inner_key_, outer_key_, to_sign_));
    return text_;
}

void signed_request::derive_key(std::string_view day) {
    auto key = hmac(secret_, day);
    for (const auto part :
         {region, std::string_view{"ivschat"}, std::string_view{"aws4_request"}}) {
        key = hmac(view_of(key), part);
    }
    inner_key_ = keyed(view_of(key), '\x36');
    outer_key_ = keyed(view_of(key), '\x5c');
}

void signed_request::lay_out(std::time_t now) {
    laid_out_for_ = now;
    const std::string zeros(hash_digits, '0');
    const std::string number(number_digits, '0');
    const auto time = utc(now, "%Y%m%dT%H%M%SZ");
    const auto scope = time.substr(0, 8) + "/" + std::string{region} + "/ivschat/aws4_request";
    const std::string room =
        R"({"roomIdentifier":"arn:aws:ivschat:us-east-1:123456789012:room/Bench)";
    const std::string user = R"(","userId":"user-)";
    const auto json = room + number + user + number +
                      R"(","capabilities":["SEND_MESSAGE","DELETE_MESSAGE"],)"
                      R"("sessionDurationInMinutes":180,)"
                      R"("attributes":{"displayName":"Some Body","colour":"teal"}})";
    text_ = "POST /CreateChatToken HTTP/1.1\r\nHost: " + host_ +
            "\r\nUser-Agent: ivschat-local-bench\r\nContent-Type: application/json\r\n";
    if (!access_key_.empty()) {
        derive_key(std::string_view{time}.substr(0, 8));
        text_ += "X-Amz-Date: " + time + "\r\nX-Amz-Content-Sha256: ";
        hash_at_ = text_.size();
        text_ += zeros + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + access_key_ + "/" +
                 scope +
                 ", SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=";
        signature_at_ = text_.size();
        text_ += zeros + "\r\n";
    }
    text_ += "Content-Length: " + std::to_string(json.size()) + "\r\n\r\n";
    body_at_ = text_.size();
    room_at_ = body_at_ + room.size();
    user_at_ = room_at_ + number_digits + user.size();
    text_ += json;
    canonical_ = "POST\n/CreateChatToken\n\ncontent-type:application/json\nhost:" + host_ +
                 "\nx-amz-content-sha256:" + zeros + "\nx-amz-date:" + time +
                 "\n\ncontent-type;host;x-amz-content-sha256;x-amz-date\n" + zeros;
    to_sign_ = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + zeros;
}

} // namespace ivschat::bench
