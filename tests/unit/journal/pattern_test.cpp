#include "journal/pattern.hpp"

#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using ivschat::journal::pattern;

TEST_CASE("a pattern matches as in JavaScript, character by character") {
    struct row {
        std::string_view name;
        std::string_view pattern;
        std::string_view subject;
        bool is_found;
    };
    const row rows[] = {
        {.name = "anywhere", .pattern = "ell", .subject = "hello", .is_found = true},
        {.name = "case counts", .pattern = "ELL", .subject = "hello", .is_found = false},
        {.name = "case does not count", .pattern = "(?i)ELL", .subject = "hello", .is_found = true},
        {.name = "anchored", .pattern = "^hello$", .subject = "hello", .is_found = true},
        {.name = "start", .pattern = "^ello", .subject = "hello", .is_found = false},
        {.name = "end", .pattern = "hell$", .subject = "hello", .is_found = false},
        {.name = "not at a line's start", .pattern = "^b", .subject = "a\nb", .is_found = false},
        {.name = "not at a line's end", .pattern = "a$", .subject = "a\nb", .is_found = false},
        {.name = "no dot for a line end", .pattern = "a.b", .subject = "a\nb", .is_found = false},
        {.name = "any byte", .pattern = "a[\\s\\S]b", .subject = "a\nb", .is_found = true},
        {.name = "digits", .pattern = "^order \\d{3,}$", .subject = "order 123", .is_found = true},
        {.name = "either", .pattern = "^(yes|no)$", .subject = "no", .is_found = true},
        {.name = "empty subject", .pattern = "^$", .subject = "", .is_found = true},
        {.name = "beyond ASCII", .pattern = "^\xc3\xa9+$", .subject = "\xc3\xa9", .is_found = true},
        {.name = "one character beyond ASCII",
         .pattern = "^.$",
         .subject = "\xc3\xa9",
         .is_found = true},
        {.name = "a class beyond ASCII",
         .pattern = "^[\xc3\xa0-\xc3\xbf]$",
         .subject = "\xc3\xa9",
         .is_found = true},
        {.name = "part of a character",
         .pattern = "\xc3\xa8",
         .subject = "\xc3\xa9",
         .is_found = false},
        {.name = "a letter", .pattern = "^\\pL$", .subject = "\xc3\xa9", .is_found = true},
        {.name = "the shortest", .pattern = "^a+?$", .subject = "aaa", .is_found = true},
        {.name = "a null", .pattern = "^a.b$", .subject = {"a\0b", 3}, .is_found = true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto compiled = pattern::compile(row.pattern);
        REQUIRE(compiled);
        CHECK(compiled->text() == row.pattern);
        CHECK(compiled->matches(row.subject) == row.is_found);
    }
}

TEST_CASE("an invalid pattern is refused with a reason") {
    const std::string longest(pattern::max_length, 'a');
    CHECK(pattern::compile(longest));
    for (const std::string& text :
         {std::string{}, std::string{"("}, std::string{")"}, std::string{"["}, std::string{"*a"},
          std::string{"a**b{"}, std::string{"a{2,1}"}, std::string{"\\"}, std::string{"(?<n"},
          longest + "a", std::string(500, '(')}) {
        CAPTURE(text);
        const auto compiled = pattern::compile(text);
        REQUIRE_FALSE(compiled);
        CHECK_FALSE(compiled.error().message.empty());
    }
}

TEST_CASE("the reason says what RE2 does not take") {
    struct row {
        std::string_view pattern;
        std::string_view reason;
    };
    const row rows[] = {
        {.pattern = "(?!.*bad)", .reason = "invalid perl operator: (?!"},
        {.pattern = "(?<=a)b", .reason = "invalid perl operator: (?<"},
        {.pattern = "(.)\\1", .reason = "invalid escape sequence: \\1"},
        {.pattern = "a{1001}", .reason = "invalid repetition size: {1001}"},
        {.pattern = "\xff", .reason = "invalid UTF-8"},
        {.pattern = "(\\pL{1,100}){9}", .reason = "pattern too large - compile failed"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.pattern);
        const auto compiled = pattern::compile(row.pattern);
        REQUIRE_FALSE(compiled);
        CHECK(compiled.error().message == row.reason);
    }
}

TEST_CASE("no pattern and no subject crashes or blocks the server") {
    const std::string as(pattern::max_subject_length, 'a');
    for (const std::string_view evil :
         {"(a+)+c|^b$", "(a|aa)+b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*(.*)*(.*)*b"}) {
        CAPTURE(evil);
        const auto compiled = pattern::compile(evil);
        REQUIRE(compiled);
        CHECK_FALSE(compiled->matches(as));
        CHECK(compiled->matches(as.substr(1) + "b") == (evil.back() == 'b'));
    }
    // Recursion once per byte would overflow the stack here.
    CHECK(pattern::compile("^(a|b)*$")->matches(as));
    CHECK_FALSE(pattern::compile("a")->matches(as + "a"));
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        if (const auto compiled = pattern::compile(hostile.text)) compiled->matches(as);
        CHECK(pattern::compile("^[\\s\\S]*$")->matches(hostile.text));
    }
}

TEST_CASE("usual patterns search the longest messages") {
    const std::string content(2000, 'x');
    for (const std::string_view usual : {"x.*x$", ".*y?.*x", "^.*x.*x.*$", "(foo|bar|x)"}) {
        CAPTURE(usual);
        CHECK(pattern::compile(usual)->matches(content));
    }
    std::string prose;
    while (prose.size() < 2000) prose += "the quick brown fox jumps over the lazy dog, ";
    for (const std::string_view absent : {"foo.*bar", ".*Y", ".*.*foo.*bar.*", "x+y", "\\w+ \\w+!",
                                          "(foo|bar).*baz", "^.*quick.*Y$", "(?i)fox.*wolf"}) {
        CAPTURE(absent);
        const auto compiled = pattern::compile(absent);
        REQUIRE(compiled);
        CHECK_FALSE(compiled->matches(content));
        CHECK_FALSE(compiled->matches(prose));
    }
}

TEST_CASE("a leading .* does not change what matches") {
    struct row {
        std::string_view pattern;
        std::string_view subject;
        bool is_found;
    };
    const row rows[] = {
        {.pattern = ".*", .subject = "", .is_found = true},
        {.pattern = ".*b", .subject = "ab", .is_found = true},
        {.pattern = ".*b", .subject = "a\nb", .is_found = true},
        {.pattern = ".*b", .subject = "a", .is_found = false},
        {.pattern = ".*.*b$", .subject = "abc", .is_found = false},
        {.pattern = ".*?b", .subject = "ab", .is_found = true},
        {.pattern = ".*|b", .subject = "", .is_found = true},
        {.pattern = ".*a|b", .subject = "b", .is_found = true},
        {.pattern = ".*(a)", .subject = "baa", .is_found = true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.pattern);
        const auto compiled = pattern::compile(row.pattern);
        REQUIRE(compiled);
        CHECK(compiled->text() == row.pattern);
        CHECK(compiled->matches(row.subject) == row.is_found);
    }
    CHECK_FALSE(pattern::compile(".**b"));
}
