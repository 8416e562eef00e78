#include "crypto/token_sealer.hpp"

#include "crypto/base64url.hpp"
#include "sample_claims.hpp"
#include "support/repeatable_random.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

using namespace ivschat::crypto;
using test::repeatable_random;
using test::sample_claims;

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Characters outside the alphabet, which the sealer never writes.
constexpr std::string_view foreign{"=.+/ ,\n\0\xc3", 9};

struct fixture {
    repeatable_random random;
    token_sealer sealer{sealing_key::generate(random), random};
};

token_error error_of(const token_sealer& sealer, std::string_view token) {
    const auto opened = sealer.open_ignoring_expiry(token);
    REQUIRE_FALSE(opened);
    return opened.error();
}

} // namespace

TEST_CASE_FIXTURE(fixture, "opening a token returns the sealed claims") {
    for (int i = 0; i < 200; ++i) {
        const auto claims = sample_claims(random);
        const auto token = sealer.seal(claims);
        const auto opened = sealer.open(token, claims.issued_at);
        REQUIRE(opened);
        CHECK(*opened == claims);
    }
}

// Tokens outlive the server that sealed them. The bytes, made by another program with libsodium,
// also fix the associated data: version, key id and kind.
TEST_CASE("a fixed key, nonce and claims give a fixed token") {
    struct counting_bytes final : random_source {
        void fill(std::span<std::byte> out) override {
            auto next = 0x40;
            for (auto& byte : out) byte = static_cast<std::byte>(next++);
        }
    } bytes;
    std::array<std::byte, 32> key{};
    bytes.fill(key);
    token_sealer sealer{sealing_key::from(secret<32>{key}), bytes};
    token_claims claims;
    claims.room_arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
    claims.user_id = "ann";
    claims.capabilities = 5;
    claims.attributes = {{"colour", "blue"}};
    claims.issued_at = token_claims::time{std::chrono::milliseconds{1'795'000'000'123}};
    claims.expires_at = claims.issued_at + std::chrono::minutes{1};
    claims.session_expires_at = claims.issued_at + std::chrono::hours{1};
    claims.token_id.fill(std::byte{7});
    const std::string_view golden =
        "AjBQomERVYsmQEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXqXaSs5PV6M7rItAaTKS_OAkBZ2owK4-XQ47hUYzj"
        "bAqAkLd7XgS4y3QBH4xu8s9L0LnUA3gQvmsRId0dFTZjTUc5kxCUU6gLLk12IRrZ42ALQ4v7lzLCe80H5WYr"
        "c7WQ2efPd47HR_h9ifxMCGTDE0vx48tLVXAhEg5W7gpMc0Inp3M";
    CHECK(sealer.seal(claims) == golden);
    const auto opened = sealer.open(golden, claims.issued_at);
    REQUIRE(opened);
    CHECK(*opened == claims);
}

TEST_CASE_FIXTURE(fixture, "a token consists of characters that are allowed in a subprotocol") {
    const auto token = sealer.seal(sample_claims(random));
    CHECK(token.find_first_not_of(alphabet) == token.npos);
    CHECK(token.size() < 800);
}

TEST_CASE_FIXTURE(fixture, "sealing the same claims twice gives different tokens") {
    const auto claims = sample_claims(random);
    std::set<std::string> tokens;
    for (int i = 0; i < 1000; ++i) tokens.insert(sealer.seal(claims));
    CHECK(tokens.size() == 1000);
}

TEST_CASE_FIXTURE(fixture, "a token does not reveal its claims") {
    const auto claims = sample_claims(random);
    const auto bytes = base64url_decode(sealer.seal(claims));
    REQUIRE(bytes.has_value());
    const std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    CHECK(text.find("ivschat") == text.npos);
    CHECK(text.find(claims.user_id) == text.npos);
}

TEST_CASE_FIXTURE(fixture, "a token with any one character changed is refused") {
    std::size_t cases = 0;
    std::size_t opened = 0;
    for (int i = 0; i < 8; ++i) {
        const auto token = sealer.seal(sample_claims(random));
        for (std::size_t at = 0; at < token.size(); ++at) {
            auto changed = token;
            const auto attempt = [&](char c) {
                if (c == token[at]) return;
                changed[at] = c;
                ++cases;
                opened += sealer.open_ignoring_expiry(changed).has_value() ? 1 : 0;
            };
            for (const char c : foreign) attempt(c);
            // Tries all characters in the first token, and some in the others.
            for (std::size_t n = 0; n < alphabet.size(); n += i == 0 ? 1 : 1 + random.below(16))
                attempt(alphabet[n]);
        }
    }
    CHECK(opened == 0);
    CHECK(cases > 20'000);
}

TEST_CASE_FIXTURE(fixture, "a sealed token with any one byte changed is refused") {
    const auto bytes = base64url_decode(sealer.seal(sample_claims(random)));
    REQUIRE(bytes.has_value());
    for (std::size_t at = 0; at < bytes->size(); ++at)
        for (int change = 1; change < 256; ++change) {
            auto changed = *bytes;
            changed[at] ^= static_cast<std::byte>(change);
            REQUIRE_FALSE(sealer.open_ignoring_expiry(base64url_encode(changed)));
        }
}

TEST_CASE_FIXTURE(fixture, "a shortened or lengthened token is refused") {
    for (int i = 0; i < 3; ++i) {
        const auto token = sealer.seal(sample_claims(random));
        for (std::size_t size = 0; size < token.size(); ++size) {
            REQUIRE_FALSE(sealer.open_ignoring_expiry(token.substr(0, size)));
            REQUIRE_FALSE(sealer.open_ignoring_expiry(token.substr(size + 1)));
        }
        for (const char c : alphabet) {
            REQUIRE_FALSE(sealer.open_ignoring_expiry(token + c));
            REQUIRE_FALSE(sealer.open_ignoring_expiry(c + token));
            REQUIRE_FALSE(sealer.open_ignoring_expiry(token + c + c));
        }
        REQUIRE_FALSE(sealer.open_ignoring_expiry(token + token));
        REQUIRE_FALSE(sealer.open_ignoring_expiry(token + "="));
        REQUIRE_FALSE(sealer.open_ignoring_expiry(token + "\n"));
    }
}

TEST_CASE_FIXTURE(fixture, "parts of two tokens do not make a valid third") {
    const auto claims = sample_claims(random);
    const auto first = *base64url_decode(sealer.seal(claims));
    const auto second = *base64url_decode(sealer.seal(claims));
    for (std::size_t cut = 0; cut <= first.size(); ++cut) {
        auto mixed = first;
        std::copy_n(second.begin(), cut, mixed.begin());
        // The two are equal before the nonce.
        const bool same = mixed == first || mixed == second;
        CHECK(sealer.open_ignoring_expiry(base64url_encode(mixed)).has_value() == same);
    }
}

TEST_CASE_FIXTURE(fixture, "a token opens only with its own key") {
    token_sealer other(sealing_key::generate(random), random);
    const auto claims = sample_claims(random);
    CHECK(error_of(other, sealer.seal(claims)) == token_error::unknown_key);
    CHECK(error_of(sealer, other.seal(claims)) == token_error::unknown_key);

    // Not even with the other key's id in it.
    auto bytes = *base64url_decode(sealer.seal(claims));
    std::ranges::copy(other.key_id(), bytes.begin() + 1);
    CHECK(error_of(other, base64url_encode(bytes)) == token_error::forged);
}

TEST_CASE_FIXTURE(fixture, "the error tells why a token was refused") {
    auto bytes = *base64url_decode(sealer.seal(sample_claims(random)));
    const auto changed_at = [&](std::size_t at) {
        auto changed = bytes;
        changed[at] ^= std::byte{2};
        return base64url_encode(changed);
    };
    CHECK(error_of(sealer, changed_at(0)) == token_error::unknown_version);
    CHECK(error_of(sealer, changed_at(1)) == token_error::unknown_key);
    CHECK(error_of(sealer, changed_at(9)) == token_error::forged);
    CHECK(error_of(sealer, changed_at(bytes.size() - 1)) == token_error::forged);
    CHECK(error_of(sealer, "") == token_error::malformed);
    CHECK(error_of(sealer, "no token") == token_error::malformed);
    // A header and a tag without claims between them.
    bytes.resize(33 + 16);
    CHECK(error_of(sealer, base64url_encode(bytes)) == token_error::forged);
    bytes.resize(33 + 15);
    CHECK(error_of(sealer, base64url_encode(bytes)) == token_error::malformed);
}

TEST_CASE_FIXTURE(fixture, "a token expires exactly at expires_at") {
    using std::chrono::nanoseconds;
    const auto claims = sample_claims(random);
    const auto token = sealer.seal(claims);
    const token_sealer::time bound = claims.expires_at;
    CHECK(sealer.open(token, bound - nanoseconds(1)));
    for (const auto now : {bound, bound + nanoseconds(1), bound + std::chrono::hours(24)}) {
        const auto late = sealer.open(token, now);
        REQUIRE_FALSE(late);
        CHECK(late.error() == token_error::expired);
    }
    CHECK(sealer.open_ignoring_expiry(token));
    CHECK(sealer.open(token, claims.issued_at - std::chrono::hours(1)));
}

TEST_CASE("every error has its own description") {
    std::set<std::string_view> words;
    for (const auto error : {token_error::malformed, token_error::unknown_version,
                             token_error::unknown_key, token_error::forged, token_error::expired})
        words.insert(describe(error));
    CHECK(words.size() == 5);
}

TEST_CASE_FIXTURE(fixture, "taking the claims of an error throws") {
    CHECK_THROWS_WITH(sealer.open_ignoring_expiry("x").value(), "the token is malformed");
}
