// Texts that break careless software. All are well-formed UTF-8.
#pragma once

#include <string_view>

namespace ivschat::test {

struct hostile_string {
    std::string_view name;
    std::string_view text;
};

inline constexpr hostile_string hostile_strings[] = {
    {.name = "plain", .text = "hello"},
    {.name = "quotes and backslashes", .text = R"("\"\\"\u0022'`)"},
    {.name = "a JSON object", .text = R"({"Action":"SEND_MESSAGE"})"},
    {.name = "the end of a JSON string", .text = R"(","Content":"other)"},
    {.name = "a slash", .text = "a/b\\/c"},
    {.name = "every C0 control character",
     .text = {"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
              "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f",
              32}},
    {.name = "delete", .text = "\x7f"},
    {.name = "C1 control characters", .text = "\xc2\x80\xc2\x85\xc2\x9f"},
    {.name = "a null in the middle", .text = {"a\0b", 3}},
    {.name = "line ends of HTTP", .text = "a\r\nSet-Cookie: b\r\n\r\n"},
    {.name = "JavaScript's line separators", .text = "\xe2\x80\xa8\xe2\x80\xa9"},
    {.name = "a script", .text = "</script><script>alert(1)</script>&amp;"},
    {.name = "format specifiers", .text = "%s%n%x {} {0} ${jndi:ldap://x}"},
    {.name = "a byte order mark",
     .text = "\xef\xbb\xbf"
             "a"},
    {.name = "noncharacters", .text = "\xef\xbf\xbe\xef\xbf\xbf\xf4\x8f\xbf\xbf"},
    {.name = "the last code point before the surrogates", .text = "\xed\x9f\xbf"},
    {.name = "the first code point behind the surrogates", .text = "\xee\x80\x80"},
    {.name = "the replacement character", .text = "\xef\xbf\xbd"},
    {.name = "right to left override",
     .text = "a\xe2\x80\xae"
             "b"},
    {.name = "zero width joiners",
     .text = "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"},
    {.name = "combining marks", .text = "Z\xcc\x91\xcc\xab\xcc\x93"},
    {.name = "emoji", .text = "\xf0\x9f\x98\x80\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"},
    {.name = "written escapes", .text = R"(\u0000\ud800\n%00&#0;)"},
    {.name = "a path", .text = "../../etc/passwd"},
    {.name = "a statement", .text = "'; DROP TABLE rooms; --"},
};

} // namespace ivschat::test
