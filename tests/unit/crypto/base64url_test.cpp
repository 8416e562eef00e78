#include "crypto/base64url.hpp"

#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace ivschat::crypto;

namespace {

std::string encode(std::string_view text) {
    return base64url_encode(std::as_bytes(std::span(text)));
}

} // namespace

TEST_CASE("base64url gives the known answers without padding") {
    struct row {
        std::string_view plain;
        std::string_view encoded;
    };
    // The first seven are from RFC 4648, section 10.
    const row rows[] = {
        {.plain = "", .encoded = ""},
        {.plain = "f", .encoded = "Zg"},
        {.plain = "fo", .encoded = "Zm8"},
        {.plain = "foo", .encoded = "Zm9v"},
        {.plain = "foob", .encoded = "Zm9vYg"},
        {.plain = "fooba", .encoded = "Zm9vYmE"},
        {.plain = "foobar", .encoded = "Zm9vYmFy"},
        {.plain = "\xfb\xff\xbf", .encoded = "-_-_"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.encoded);
        CHECK(encode(row.plain) == row.encoded);
        const auto decoded = base64url_decode(row.encoded);
        REQUIRE(decoded.has_value());
        CHECK(std::ranges::equal(*decoded, std::as_bytes(std::span(row.plain))));
    }
}

TEST_CASE("decoding reverses encoding") {
    test::repeatable_random random;
    for (std::size_t size = 0; size < 300; ++size) {
        std::vector<std::byte> bytes(size);
        random.fill(bytes);
        const auto text = base64url_encode(bytes);
        CAPTURE(text);
        CHECK(base64url_decode(text) == bytes);
    }
}

TEST_CASE("a text that the encoder does not write is refused") {
    struct row {
        std::string_view name;
        std::string_view text;
    };
    const row rows[] = {
        {.name = "padding, one", .text = "Zm8="},
        {.name = "padding, two", .text = "Zg=="},
        {.name = "the other alphabet's 62", .text = "+m9v"},
        {.name = "the other alphabet's 63", .text = "Zm/v"},
        {.name = "one letter too many", .text = "Zm9vZ"},
        {.name = "a lone letter", .text = "Z"},
        {.name = "bits left over after one byte", .text = "Zh"},
        {.name = "bits left over after two bytes", .text = "Zm9"},
        {.name = "a space", .text = "Zm 9"},
        {.name = "a line feed at the end", .text = "Zm9v\n"},
        {.name = "a NUL", .text = std::string_view("Zm\0v", 4)},
        {.name = "a byte above ASCII", .text = "Zm\xc3v"},
        {.name = "a dot", .text = "Zm9v.Zm9v"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK_FALSE(base64url_decode(row.text).has_value());
    }
}

TEST_CASE("exactly one text of two characters decodes to each byte") {
    int accepted = 0;
    for (int a = 0; a < 256; ++a)
        for (int b = 0; b < 256; ++b) {
            const std::string text{static_cast<char>(a), static_cast<char>(b)};
            const auto bytes = base64url_decode(text);
            if (!bytes) continue;
            ++accepted;
            REQUIRE(base64url_encode(*bytes) == text);
        }
    CHECK(accepted == 256);
}
