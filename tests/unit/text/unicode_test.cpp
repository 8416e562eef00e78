#include "text/unicode.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ivschat::text;

TEST_CASE("lengths are counted in code points") {
    struct row {
        std::string_view text;
        std::size_t length;
    };
    const row rows[] = {
        {.text = "", .length = 0},
        {.text = "abc", .length = 3},
        {.text = {"a\0b", 3}, .length = 3},
        {.text = "\xc3\xa9", .length = 1},
        {.text = "e\xcc\x81", .length = 2}, // a combining accent is a separate code point
        {.text = "\xe2\x82\xac", .length = 1},
        {.text = "\xf0\x9f\x98\x80", .length = 1}, // two UTF-16 units
        {.text = "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", .length = 3},
        {.text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", .length = 4},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(code_points(row.text) == row.length);
    }
}

TEST_CASE("attribute maps are measured by the bytes of keys and values") {
    CHECK(total_bytes({}) == 0);
    CHECK(total_bytes({{"", ""}}) == 0);
    CHECK(total_bytes({{"a", "bc"}, {"d", ""}}) == 4);
    CHECK(total_bytes({{"\xc3\xa9", "\xf0\x9f\x98\x80"}}) == 6);
}

TEST_CASE("a text is cut before the first code point that does not fit") {
    const std::string_view text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z"; // 1 + 2 + 3 + 4 + 1
    const std::size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (std::size_t limit = 0; limit < std::size(kept); ++limit) {
        CAPTURE(limit);
        const auto part = cut(text, limit);
        CHECK(part == text.substr(0, kept[limit]));
        CHECK(is_utf8(part));
    }
    CHECK(cut("", 0).empty());
    CHECK(cut("\xf0\x9f\x98\x80", 3).empty());
}

TEST_CASE("white space of every script is trimmed from both ends") {
    // The characters of Go's unicode.IsSpace.
    for (const std::string_view space :
         {"\t", "\n", "\v", "\f", "\r", " ", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80",
          "\xe2\x80\x81", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
          "\xe2\x81\x9f", "\xe3\x80\x80"}) {
        const std::string one{space};
        CAPTURE(one);
        CHECK(trim_space(one).empty());
        CHECK(trim_space(one + one + "a" + one) == "a");
        CHECK(trim_space(one + "\xc3\xa9" + one + "b" + one + one) == "\xc3\xa9" + one + "b");
    }
}

TEST_CASE("characters that resemble white space are kept") {
    for (const std::string_view text :
         {"\xe2\x80\x8b", "\xef\xbb\xbf", "\xe1\xa0\x8e", "\xe2\x80\x8d", "\xe2\xa0\x80", "\x1c",
          "\x1f", "\x08", "\x0e", "\xf0\x9f\x98\x80", "\xc2\x84", "\xc2\x86"}) {
        CAPTURE(text);
        CHECK(trim_space(text) == text);
    }
    CHECK(trim_space(std::string_view{"\0 ", 2}) == std::string_view{"\0", 1});
}

TEST_CASE("texts without white space at their ends stay unchanged") {
    CHECK(trim_space("").empty());
    CHECK(trim_space("a") == "a");
    CHECK(trim_space("a b") == "a b");
    CHECK(trim_space("  a  b  ") == "a  b");
    CHECK(trim_space(" \t\r\n ").empty());
}

TEST_CASE("well-formed UTF-8 is distinguished from the rest") {
    struct row {
        std::string_view name;
        std::string_view bytes;
        bool good = false;
    };
    const row rows[] = {
        {.name = "nothing", .bytes = "", .good = true},
        {.name = "null", .bytes = {"\0", 1}, .good = true},
        {.name = "ASCII", .bytes = "a\x7f", .good = true},
        {.name = "the first of two bytes", .bytes = "\xc2\x80", .good = true},
        {.name = "the last of two bytes", .bytes = "\xdf\xbf", .good = true},
        {.name = "the first of three bytes", .bytes = "\xe0\xa0\x80", .good = true},
        {.name = "before the surrogates", .bytes = "\xed\x9f\xbf", .good = true},
        {.name = "behind the surrogates", .bytes = "\xee\x80\x80", .good = true},
        {.name = "the last of three bytes", .bytes = "\xef\xbf\xbf", .good = true},
        {.name = "the first of four bytes", .bytes = "\xf0\x90\x80\x80", .good = true},
        {.name = "the last of all", .bytes = "\xf4\x8f\xbf\xbf", .good = true},
        {.name = "a lone continuation", .bytes = "\x80"},
        {.name = "another lone continuation", .bytes = "\xbf"},
        {.name = "one continuation too many", .bytes = "\xc2\x80\x80"},
        {.name = "overlong null", .bytes = "\xc0\x80"},
        {.name = "overlong slash", .bytes = "\xc0\xaf"},
        {.name = "overlong in two bytes", .bytes = "\xc1\xbf"},
        {.name = "overlong in three bytes", .bytes = "\xe0\x9f\xbf"},
        {.name = "overlong slash in three bytes", .bytes = "\xe0\x80\xaf"},
        {.name = "overlong in four bytes", .bytes = "\xf0\x8f\xbf\xbf"},
        {.name = "the first surrogate", .bytes = "\xed\xa0\x80"},
        {.name = "the last surrogate", .bytes = "\xed\xbf\xbf"},
        {.name = "a surrogate pair", .bytes = "\xed\xa0\xbd\xed\xb8\x80"},
        {.name = "over U+10FFFF", .bytes = "\xf4\x90\x80\x80"},
        {.name = "a lead byte of F5", .bytes = "\xf5\x80\x80\x80"},
        {.name = "five bytes", .bytes = "\xf8\x88\x80\x80\x80"},
        {.name = "FE", .bytes = "\xfe"},
        {.name = "FF", .bytes = "\xff"},
        {.name = "two bytes cut short", .bytes = "a\xc2"},
        {.name = "three bytes cut after one", .bytes = "a\xe2"},
        {.name = "three bytes cut after two", .bytes = "a\xe2\x82"},
        {.name = "four bytes cut after one", .bytes = "\xf0"},
        {.name = "four bytes cut after two", .bytes = "\xf0\x9f"},
        {.name = "four bytes cut after three", .bytes = "\xf0\x9f\x98"},
        {.name = "cut short in the middle", .bytes = "\xe2\x82z"},
        {.name = "a lead where a continuation should be", .bytes = "\xe2\xe2\x82\xac"},
        {.name = "Latin-1", .bytes = "caf\xe9"},
        {.name = "UTF-16", .bytes = "\xff\xfe\x61"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(is_utf8(row.bytes) == row.good);
        // At any position.
        CHECK(is_utf8("ab" + std::string{row.bytes}) == row.good);
        CHECK(is_utf8(std::string{row.bytes} + "ab") == row.good);
    }
}
