#include "crypto/digest.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ivschat::crypto;

namespace {

std::span<const unsigned char> octets(std::string_view text) {
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

} // namespace

TEST_CASE("SHA-256 gives the known answers of FIPS 180-2") {
    CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hex(sha256(std::string(1'000'000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a text hashed in pieces has the digest of the whole") {
    const std::string text(200, 'x');
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        CAPTURE(cut);
        sha256_hasher hasher;
        hasher.update(std::string_view(text).substr(0, cut));
        // A copy is independent.
        auto copy = hasher;
        copy.update("something else");
        hasher.update(octets(text).subspan(cut));
        CHECK(hasher.finish() == sha256(text));
    }
}

TEST_CASE(
    "HMAC-SHA-256 gives the known answers of RFC 4231, and of OpenSSL around its block size") {
    struct row {
        std::string_view name;
        std::string key;
        std::string_view text;
        std::string_view code;
    };
    const row rows[] = {
        {.name = "case 1",
         .key = std::string(20, '\x0b'),
         .text = "Hi There",
         .code = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {.name = "case 2, a short key",
         .key = "Jefe",
         .text = "what do ya want for nothing?",
         .code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {.name = "case 6, a key longer than a block",
         .key = std::string(131, '\xaa'),
         .text = "Test Using Larger Than Block-Size Key - Hash Key First",
         .code = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {.name = "a key that is one byte shorter than a block",
         .key = std::string(63, 'k'),
         .text = "text",
         .code = "c90d83e78c64ee16fe2eefa3e8a834d79d1d3d0ea483f8d9908323b714c7f134"},
        {.name = "a key as long as a block, which is not hashed",
         .key = std::string(64, 'k'),
         .text = "text",
         .code = "0414bb1d8c0c4556cdb2028727b16610ae377b1a194b6db1f853d4297f2329bc"},
        {.name = "a key that is one byte longer than a block",
         .key = std::string(65, 'k'),
         .text = "text",
         .code = "5b69580123e3d7e788b7e8352ac37a3247b911c5ec0837147b74109a6382d3f5"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(hex(hmac_sha256(octets(row.key), row.text)) == row.code);
        const hmac_sha256_key key(octets(row.key));
        CHECK(hex(key.sign("")) != row.code);
        CHECK(hex(key.sign(row.text)) == row.code);
    }
}

TEST_CASE("texts are equal if their lengths and all bytes are equal") {
    CHECK(equal_constant_time("", ""));
    CHECK(equal_constant_time("abc", "abc"));
    CHECK_FALSE(equal_constant_time("abc", "abd"));
    CHECK_FALSE(equal_constant_time("abc", "ab"));
    CHECK_FALSE(equal_constant_time("", "a"));
}
