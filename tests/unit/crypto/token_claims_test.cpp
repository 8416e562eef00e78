#include "crypto/token_claims.hpp"

#include "sample_claims.hpp"
#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ivschat::crypto;
using test::repeatable_random;
using test::sample_claims;

namespace {

using bytes = std::vector<std::byte>;

// The encoding before the number of attributes.
bytes encoded_without_attributes() {
    repeatable_random random;
    auto claims = sample_claims(random);
    claims.attributes.clear();
    auto encoded = encode_claims(claims);
    encoded.pop_back();
    return encoded;
}

bytes with(bytes start, std::initializer_list<int> rest) {
    for (const int value : rest) start.push_back(static_cast<std::byte>(value));
    return start;
}

} // namespace

TEST_CASE("claims are decoded unchanged") {
    repeatable_random random;
    for (int i = 0; i < 500; ++i) {
        const auto claims = sample_claims(random);
        const auto decoded = decode_claims(encode_claims(claims));
        REQUIRE(decoded.has_value());
        CHECK(*decoded == claims);
    }
}

TEST_CASE("extreme claims are decoded unchanged") {
    using time = token_claims::time;
    token_claims claims;
    CHECK(decode_claims(encode_claims(claims)) == claims);
    claims.room_arn = std::string(127, 'a');
    claims.user_id = std::string(128, '\0');
    claims.capabilities = 255;
    claims.issued_at = time::min();
    claims.expires_at = time::max();
    claims.session_expires_at = time::max();
    claims.attributes = {{"", ""}, {"k", std::string(20'000, 'v')}, {std::string(16'384, 'k'), ""}};
    CHECK(decode_claims(encode_claims(claims)) == claims);
    claims.issued_at = time(std::chrono::milliseconds(-1));
    CHECK(decode_claims(encode_claims(claims)) == claims);
}

TEST_CASE("truncated and extended encodings are refused") {
    repeatable_random random;
    const auto encoded = encode_claims(sample_claims(random));
    for (std::size_t size = 0; size < encoded.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(decode_claims(std::span(encoded).first(size)).has_value());
    }
    for (int extra = 0; extra < 256; ++extra) CHECK_FALSE(decode_claims(with(encoded, {extra})));
}

TEST_CASE("an encoding that the encoder does not write is refused") {
    struct row {
        std::string_view name;
        std::initializer_list<int> attributes;
        bool good = false;
    };
    const row rows[] = {
        {.name = "none", .attributes = {0}, .good = true},
        {.name = "a then b", .attributes = {2, 1, 'a', 0, 1, 'b', 0}, .good = true},
        {.name = "b then a", .attributes = {2, 1, 'b', 0, 1, 'a', 0}},
        {.name = "a twice", .attributes = {2, 1, 'a', 0, 1, 'a', 0}},
        {.name = "more announced than there are", .attributes = {3, 1, 'a', 0, 1, 'b', 0}},
        {.name = "fewer announced than there are", .attributes = {1, 1, 'a', 0, 1, 'b', 0}},
        {.name = "a length with a needless byte", .attributes = {1, 0x81, 0x00, 'a', 0}},
        {.name = "a count with a needless byte", .attributes = {0x80, 0x00}},
        {.name = "a length that never ends",
         .attributes = {1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}},
        {.name = "the largest length", .attributes = {1, 0xff, 0xff, 0xff, 0xff, 0x7f, 'a'}},
        {.name = "the largest count", .attributes = {0xff, 0xff, 0xff, 0xff, 0x7f}},
    };
    const auto start = encoded_without_attributes();
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(decode_claims(with(start, row.attributes)).has_value() == row.good);
    }
}

TEST_CASE("random bytes are refused or are the only encoding of their claims") {
    repeatable_random random;
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto garbage = encode_claims(sample_claims(random));
        for (std::size_t changes = 1 + random.below(4); changes > 0; --changes)
            random.fill(std::span(garbage).subspan(random.below(garbage.size()), 1));
        if (random.below(4) == 0) garbage.resize(random.below(garbage.size() + 20));
        const auto claims = decode_claims(garbage);
        if (!claims) continue;
        ++accepted;
        REQUIRE(encode_claims(*claims) == garbage);
    }
    // Changes to fixed fields and texts give valid encodings of other claims.
    CHECK(accepted > 1000);
}
