// What counts as a request body: RFC 8259 JSON in UTF-8, one object and nothing else. Where the RFC
// leaves a choice, the row says what was chosen. nlohmann's parser is the oracle.
#include "model/decode.hpp"

#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"
#include "text/json_writer.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat::model;
using namespace std::string_view_literals;

namespace {

struct row {
    std::string_view name;
    std::string_view body;
};

// The oracle: the object in `body`, or nothing.
std::optional<nlohmann::json> parse_body(std::string_view body) {
    if (body.empty()) return nlohmann::json::object();
    // nlohmann takes a NUL for the end and ignores what follows.
    if (body.find('\0') != std::string_view::npos) return std::nullopt;
    auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object()) return std::nullopt; // a discarded value is none either
    return json;
}

constexpr std::string_view not_json = "The request body is not valid JSON in UTF-8.";
constexpr std::string_view not_an_object = "The request body must be a JSON object such as {}.";

void check_refused(const row& row, std::string_view message = not_json) {
    CAPTURE(row.name);
    CAPTURE(row.body);
    CHECK_FALSE(parse_body(row.body).has_value());
    const auto refused = check_body(read_body(row.body));
    REQUIRE(refused.has_value());
    CHECK(refused->kind.name == "SerializationException");
    CHECK(refused->kind.status == 400);
    CHECK(refused->fields.empty());
    CHECK(refused->message == message);
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

} // namespace

TEST_CASE("a JSON object is accepted") {
    const row rows[] = {
        {.name = "nothing at all, as paws sends it", .body = ""},
        {.name = "an empty object", .body = "{}"},
        {.name = "space around it", .body = " \t\r\n{ \t\r\n} \t\r\n"},
        {.name = "a byte order mark (the RFC allows to ignore it)", .body = "\xef\xbb\xbf{}"},
        {.name = "every kind of value",
         .body = R"({"a":"b","c":1,"d":1.5,"e":true,"f":null,"g":[],"h":{}})"},
        {.name = "an empty key", .body = R"({"":1})"},
        {.name = "the same key twice", .body = R"({"a":1,"a":2})"},
        {.name = "a key that is written with escapes", .body = R"({"\u0061":1})"},
        {.name = "every short escape", .body = R"({"a":"\"\\\/\b\f\n\r\t"})"},
        {.name = "a null character, escaped", .body = R"({"a":"\u0000"})"},
        {.name = "a surrogate pair", .body = R"({"a":"\ud83d\ude00"})"},
        {.name = "escapes in upper case", .body = R"({"a":"\u00E9\uD83D\uDE00"})"},
        {.name = "a noncharacter", .body = R"({"a":"\uffff"})"},
        {.name = "delete", .body = "{\"a\":\"\x7f\"}"},
        {.name = "raw UTF-8", .body = "{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\"}"},
        {.name = "raw line separators", .body = "{\"a\":\"\xe2\x80\xa8\"}"},
        {.name = "zero", .body = R"({"a":0})"},
        {.name = "negative zero", .body = R"({"a":-0})"},
        {.name = "negative zero with a fraction", .body = R"({"a":-0.0})"},
        {.name = "a fraction", .body = R"({"a":1.0})"},
        {.name = "an exponent", .body = R"({"a":1e1})"},
        {.name = "an exponent with a plus", .body = R"({"a":1E+2})"},
        {.name = "a negative exponent", .body = R"({"a":1.5e-10})"},
        {.name = "underflow to zero", .body = R"({"a":1e-999})"},
        {.name = "the largest unsigned integer", .body = R"({"a":18446744073709551615})"},
        {.name = "one more than that", .body = R"({"a":18446744073709551616})"},
        {.name = "the smallest signed integer", .body = R"({"a":-9223372036854775808})"},
        {.name = "one less than that", .body = R"({"a":-9223372036854775809})"},
        {.name = "a hundred digits",
         .body =
             R"({"a":1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890})"},
        {.name = "nested brackets", .body = R"({"a":[[[[{"b":[{}]}]]]]})"},
        {.name = "a list of everything", .body = R"({"a":[null,true,false,0,"",[],{}]})"},
        {.name = "space everywhere", .body = "{ \"a\" : [ 1 , 2 ] , \"b\" : { } }"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(parse_body(row.body).has_value());
        const auto body = read_body(row.body);
        CHECK_FALSE(check_body(body).has_value());
    }
}

TEST_CASE("JSON that is not an object is refused") {
    const row rows[] = {
        {.name = "null", .body = "null"},
        {.name = "true", .body = "true"},
        {.name = "false", .body = "false"},
        {.name = "a number", .body = "10"},
        {.name = "a string", .body = R"("{}")"},
        {.name = "an empty list", .body = "[]"},
        {.name = "an object in a list", .body = "[{}]"},
    };
    for (const auto& row : rows) check_refused(row, not_an_object);
}

TEST_CASE("a text that is not JSON is refused") {
    const row rows[] = {
        {.name = "space only", .body = " "},
        {.name = "a byte order mark only", .body = "\xef\xbb\xbf"},
        {.name = "half a byte order mark", .body = "\xef\xbb{}"},
        {.name = "an open brace", .body = "{"},
        {.name = "a closing brace", .body = "}"},
        {.name = "the wrong closing bracket", .body = "{]"},
        {.name = "an open list", .body = "{["},
        {.name = "an unfinished list", .body = R"({"a":[1})"},
        {.name = "a word", .body = "hello"},
        {.name = "a form", .body = "roomIdentifier=a&userId=b"},
        {.name = "XML", .body = "<a/>"},
        {.name = "two objects", .body = "{}{}"},
        {.name = "two objects on two lines", .body = "{}\n{}"},
        {.name = "a trailing comma behind the object", .body = "{},"},
        {.name = "trailing text", .body = "{}a"},
        {.name = "a trailing brace", .body = "{}}"},
        {.name = "a trailing null character", .body = "{}\0"sv},
        {.name = "text behind a null character", .body = "{}\0trailing"sv},
        {.name = "an object behind a null character", .body = "{}\0{}"sv},
        {.name = "a null character first", .body = "\0{}"sv},
        {.name = "a null character only", .body = "\0"sv},
        {.name = "a null character between tokens", .body = "{\0}"sv},
        {.name = "a byte order mark at the end", .body = "{}\xef\xbb\xbf"},
        {.name = "two byte order marks", .body = "\xef\xbb\xbf\xef\xbb\xbf{}"},
        {.name = "a trailing comma", .body = R"({"a":1,})"},
        {.name = "a trailing comma in a list", .body = R"({"a":[1,]})"},
        {.name = "a leading comma", .body = R"({,"a":1})"},
        {.name = "two commas", .body = R"({"a":1,,"b":2})"},
        {.name = "no comma", .body = R"({"a":1 "b":2})"},
        {.name = "no colon", .body = R"({"a" 1})"},
        {.name = "two colons", .body = R"({"a"::1})"},
        {.name = "no value", .body = R"({"a":})"},
        {.name = "no key", .body = R"({:1})"},
        {.name = "a key alone", .body = R"({"a"})"},
        {.name = "a bare key", .body = R"({a:1})"},
        {.name = "a number as a key", .body = R"({1:1})"},
        {.name = "null as a key", .body = R"({null:1})"},
        {.name = "single quotes", .body = R"({'a':1})"},
        {.name = "a single-quoted value", .body = R"({"a":'b'})"},
        {.name = "a line comment", .body = "{} // comment"},
        {.name = "a comment within", .body = "{/* comment */}"},
        {.name = "a hash comment", .body = "# comment\n{}"},
        {.name = "a form feed", .body = "\f{}"},
        {.name = "a vertical tab", .body = "{\v}"},
        {.name = "a no-break space", .body = "\xc2\xa0{}"},
        {.name = "an unfinished string", .body = R"({"a":"b)"},
        {.name = "a string that ends in a backslash", .body = R"({"a":"b\"})"},
        {.name = "an unknown escape", .body = R"({"a":"\x41"})"},
        {.name = "an escaped single quote", .body = R"({"a":"\'"})"},
        {.name = "a zero escape", .body = R"({"a":"\0"})"},
        {.name = "an escape of three digits", .body = R"({"a":"\u00e"})"},
        {.name = "an escape that is not hexadecimal", .body = R"({"a":"\u00eg"})"},
        {.name = "an escape in capitals", .body = R"({"a":"\U00e9"})"},
        {.name = "a lone high surrogate", .body = R"({"a":"\ud83d"})"},
        {.name = "a lone low surrogate", .body = R"({"a":"\ude00"})"},
        {.name = "a high surrogate before text", .body = R"({"a":"\ud83da"})"},
        {.name = "two high surrogates", .body = R"({"a":"\ud83d\ud83d"})"},
        {.name = "surrogates the wrong way round", .body = R"({"a":"\ude00\ud83d"})"},
        {.name = "a lone surrogate as a key", .body = R"({"\ud800":1})"},
        {.name = "a raw line feed in a string", .body = "{\"a\":\"b\nc\"}"},
        {.name = "a raw tab in a string", .body = "{\"a\":\"b\tc\"}"},
        {.name = "a raw null character in a string", .body = "{\"a\":\"b\0c\"}"sv},
        {.name = "a raw escape character in a string", .body = "{\"a\":\"\x1b\"}"},
        {.name = "Latin-1", .body = "{\"a\":\"caf\xe9\"}"},
        {.name = "a lone continuation byte", .body = "{\"a\":\"\x80\"}"},
        {.name = "an overlong form", .body = "{\"a\":\"\xc0\xaf\"}"},
        {.name = "an overlong null character", .body = "{\"a\":\"\xc0\x80\"}"},
        {.name = "a surrogate in UTF-8", .body = "{\"a\":\"\xed\xa0\x80\"}"},
        {.name = "over U+10FFFF", .body = "{\"a\":\"\xf4\x90\x80\x80\"}"},
        {.name = "UTF-8 cut short", .body = "{\"a\":\"\xf0\x9f\x98\"}"},
        {.name = "FF", .body = "{\"a\":\"\xff\"}"},
        {.name = "invalid UTF-8 in a key", .body = "{\"\xff\":1}"},
        {.name = "invalid UTF-8 outside of strings", .body = "{\xff}"},
        {.name = "UTF-16 with its mark", .body = "\xff\xfe{\0}\0"sv},
        {.name = "UTF-16 without its mark", .body = "{\0}\0"sv},
        {.name = "UTF-32", .body = "{\0\0\0}\0\0\0"sv},
        {.name = "compressed", .body = "\x1f\x8b\x08\0"sv},
        {.name = "a leading zero", .body = R"({"a":01})"},
        {.name = "a leading plus", .body = R"({"a":+1})"},
        {.name = "a minus alone", .body = R"({"a":-})"},
        {.name = "a double minus", .body = R"({"a":--1})"},
        {.name = "a bare dot", .body = R"({"a":.5})"},
        {.name = "a dot at the end", .body = R"({"a":1.})"},
        {.name = "two dots", .body = R"({"a":1.2.3})"},
        {.name = "a bare exponent", .body = R"({"a":1e})"},
        {.name = "an exponent of a sign", .body = R"({"a":1e+})"},
        {.name = "hexadecimal", .body = R"({"a":0x10})"},
        {.name = "a separator", .body = R"({"a":1_000})"},
        {.name = "NaN", .body = R"({"a":NaN})"},
        {.name = "Infinity", .body = R"({"a":Infinity})"},
        {.name = "undefined", .body = R"({"a":undefined})"},
        {.name = "True", .body = R"({"a":True})"},
        {.name = "tru", .body = R"({"a":tru})"},
        {.name = "nulll", .body = R"({"a":nulll})"},
        {.name = "a number beyond every double (the RFC allows limits)", .body = R"({"a":1e999})"},
        {.name = "a negative one", .body = R"({"a":-1e999})"},
    };
    static_assert(std::size(rows) >= 90);
    for (const auto& row : rows) check_refused(row);
}

TEST_CASE("a deep body does not overflow the stack") {
    constexpr int depth = 100'000;
    const auto lists = "{\"a\":" + repeated("[", depth) + repeated("]", depth) + "}";
    const auto objects = repeated("{\"a\":", depth) + "{}" + repeated("}", depth);
    CHECK(parse_body(lists).has_value());
    CHECK(parse_body(objects).has_value());
    CHECK(check_body(read_body(lists)).has_value()); // requests may be 512 levels deep
    CHECK(check_body(read_body(objects)).has_value());
    check_refused({.name = "lists never closed", .body = "{\"a\":" + repeated("[", depth)});
    check_refused({.name = "objects never closed", .body = repeated("{\"a\":", depth)});
    const auto only_lists = repeated("[", depth) + repeated("]", depth);
    CHECK_FALSE(parse_body(only_lists).has_value());
    CHECK(check_body(read_body(only_lists)).has_value());
}

TEST_CASE("every prefix of a body except the empty one is refused") {
    const std::string_view body = R"({"a":["b\u00e9",-1.5e3,true,null,{"c":{}}]})";
    REQUIRE(parse_body(body));
    for (std::size_t size = 1; size < body.size(); ++size) {
        check_refused({.name = "a prefix", .body = body.substr(0, size)});
    }
}

TEST_CASE("of duplicate keys the last one counts") {
    constexpr std::string_view text = R"({"a":1,"b":0,"a":[2],"\u0061":"last"})";
    CHECK(parse_body(text) == nlohmann::json{{"a", "last"}, {"b", 0}});
    const auto body = read_body(text);
    REQUIRE(body.root());
    CHECK(body.root()->members().size() == 2);
    CHECK(body.root()->find("a")->string() == "last");
    CHECK(body.root()->find("b")->integer() == 0);
}

TEST_CASE("hostile strings are parsed unchanged as keys and as values") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        std::string body = "{";
        ivschat::text::append_json_string(body, hostile.text);
        body += ':';
        ivschat::text::append_json_string(body, hostile.text);
        body += '}';
        const auto oracle = parse_body(body);
        REQUIRE(oracle);
        CHECK((*oracle)[std::string{hostile.text}] == hostile.text);
        const auto document = read_body(body);
        REQUIRE(document.root());
        const auto value = document.root()->find(hostile.text);
        REQUIRE(value);
        CHECK(value->string() == hostile.text);
    }
}
