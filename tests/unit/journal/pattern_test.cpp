#include "journal/pattern.hpp"

#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using ivschat::journal::pattern;

TEST_CASE("a pattern is found as JavaScript would find it") {
    struct row {
        std::string_view name;
        std::string_view pattern;
        std::string_view subject;
        bool is_found;
    };
    const row rows[] = {
        {.name = "anywhere", .pattern = "ell", .subject = "hello", .is_found = true},
        {.name = "case counts", .pattern = "ELL", .subject = "hello", .is_found = false},
        {.name = "unless told", .pattern = "(?i)ELL", .subject = "hello", .is_found = true},
        {.name = "anchored", .pattern = "^hello$", .subject = "hello", .is_found = true},
        {.name = "start", .pattern = "^ello", .subject = "hello", .is_found = false},
        {.name = "end", .pattern = "hell$", .subject = "hello", .is_found = false},
        {.name = "not at a line's start", .pattern = "^b", .subject = "a\nb", .is_found = false},
        {.name = "not at a line's end", .pattern = "a$", .subject = "a\nb", .is_found = false},
        {.name = "no dot for a line end", .pattern = "a.b", .subject = "a\nb", .is_found = false},
        {.name = "any of all", .pattern = "a[\\s\\S]b", .subject = "a\nb", .is_found = true},
        {.name = "digits", .pattern = "^order \\d{3,}$", .subject = "order 123", .is_found = true},
        {.name = "either", .pattern = "^(yes|no)$", .subject = "no", .is_found = true},
        {.name = "look ahead", .pattern = "^(?!.*bad)", .subject = "all bad", .is_found = false},
        {.name = "the same again", .pattern = "(.)\\1", .subject = "abba", .is_found = true},
        {.name = "empty subject", .pattern = "^$", .subject = "", .is_found = true},
        {.name = "beyond ASCII", .pattern = "^\xc3\xa9+$", .subject = "\xc3\xa9", .is_found = true},
        {.name = "a null", .pattern = "^a.b$", .subject = {"a\0b", 3}, .is_found = true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto compiled = pattern::compile(row.pattern);
        REQUIRE(compiled);
        CHECK(compiled->text() == row.pattern);
        CHECK(compiled->is_found_in(row.subject) == row.is_found);
    }
}

TEST_CASE("what is no pattern is refused with a reason") {
    const std::string longest(pattern::longest, 'a');
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

TEST_CASE("no pattern and no subject take the server with them") {
    const std::string as(pattern::longest_subject, 'a');
    for (const std::string_view evil :
         {"(a+)+c|^b$", "(a|aa)+b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*(.*)*(.*)*b"}) {
        CAPTURE(evil);
        const auto compiled = pattern::compile(evil);
        REQUIRE(compiled);
        CHECK_FALSE(compiled->has_given_up());
        CHECK_FALSE(compiled->is_found_in(as));
        CHECK(compiled->has_given_up());
        CHECK_FALSE(compiled->is_found_in("b"));
    }
    // One byte at a time, as deep as the subject is long.
    CHECK(pattern::compile("^(a|b)*$")->is_found_in(as));
    CHECK_FALSE(pattern::compile("a")->is_found_in(as + "a"));
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        if (const auto compiled = pattern::compile(hostile.text)) compiled->is_found_in(as);
        CHECK(pattern::compile("^[\\s\\S]*$")->is_found_in(hostile.text));
    }
}

TEST_CASE("a usual pattern is found in the longest of messages") {
    const std::string content(2000, 'x');
    for (const std::string_view usual : {"x.*x$", ".*y?.*x", "^.*x.*x.*$", "(foo|bar|x)"}) {
        CAPTURE(usual);
        CHECK(pattern::compile(usual)->is_found_in(content));
    }
    std::string prose;
    while (prose.size() < 2000) prose += "the quick brown fox jumps over the lazy dog, ";
    for (const std::string_view absent : {"foo.*bar", ".*Y", ".*.*foo.*bar.*", "x+y", "\\w+ \\w+!",
                                          "(foo|bar).*baz", "^.*quick.*Y$", "(?i)fox.*wolf"}) {
        CAPTURE(absent);
        const auto compiled = pattern::compile(absent);
        REQUIRE(compiled);
        CHECK_FALSE(compiled->is_found_in(content));
        CHECK_FALSE(compiled->is_found_in(prose));
        CHECK_FALSE(compiled->has_given_up());
    }
}

TEST_CASE("what stands behind any text is what is searched for") {
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
        {.pattern = ".*(a)\\1", .subject = "baa", .is_found = true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.pattern);
        const auto compiled = pattern::compile(row.pattern);
        REQUIRE(compiled);
        CHECK(compiled->text() == row.pattern);
        CHECK(compiled->is_found_in(row.subject) == row.is_found);
    }
    CHECK_FALSE(pattern::compile(".**b"));
}
