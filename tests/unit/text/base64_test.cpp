#include "text/base64.hpp"

#include <doctest/doctest.h>

using ivschat::text::append_base64;

TEST_CASE("bytes are written in base64") {
    struct row {
        std::string_view bytes;
        std::string_view text;
    };
    // RFC 4648, section 10, and the two characters that differ in base64url.
    const row rows[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xbf", "+/+/"},
        {{"\0\0", 2}, "AAA="},
    };
    for (const auto& row : rows) {
        std::string out = "x";
        append_base64(out, row.bytes);
        CHECK(out == "x" + std::string{row.text});
    }
}
