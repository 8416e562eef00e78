#include "text/json_writer.hpp"

#include "support/hostile_strings.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <random>

using namespace ivschat::text;

namespace {

std::string as_json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

// A random text of code points of every length, many of which need an escape.
std::string random_text(std::mt19937_64& random) {
    std::string text;
    for (auto count = random() % 20; count > 0; --count) {
        switch (random() % 4) {
        case 0:
            text += static_cast<char>(random() % 0x80);
            break;
        case 1:
            text += static_cast<char>(random() % 0x20);
            break;
        case 2:
            text += random() % 2 == 0 ? '"' : '\\';
            break;
        default:
            text += random() % 2 == 0 ? "\xc3\xa9" : "\xf0\x9f\x98\x80";
        }
    }
    return text;
}

} // namespace

TEST_CASE("only what JSON requires is escaped") {
    struct row {
        std::string_view name;
        std::string_view text;
        std::string_view json;
    };
    const row rows[] = {
        {.name = "nothing", .text = "", .json = R"("")"},
        {.name = "plain", .text = "Hi", .json = R"("Hi")"},
        {.name = "quote", .text = "\"", .json = R"("\"")"},
        {.name = "backslash", .text = "\\", .json = R"("\\")"},
        {.name = "solidus stays", .text = "a/b", .json = R"("a/b")"},
        {.name = "backspace", .text = "\b", .json = R"("\b")"},
        {.name = "form feed", .text = "\f", .json = R"("\f")"},
        {.name = "line feed", .text = "\n", .json = R"("\n")"},
        {.name = "carriage return", .text = "\r", .json = R"("\r")"},
        {.name = "tab", .text = "\t", .json = R"("\t")"},
        {.name = "null", .text = {"\0", 1}, .json = R"("\u0000")"},
        {.name = "vertical tab", .text = "\v", .json = R"("\u000b")"},
        {.name = "the last control character", .text = "\x1f", .json = R"("\u001f")"},
        {.name = "delete stays", .text = "\x7f", .json = "\"\x7f\""},
        {.name = "non-ASCII stays",
         .text = "\xc3\xa9\xf0\x9f\x98\x80",
         .json = "\"\xc3\xa9\xf0\x9f\x98\x80\""},
        {.name = "line separator stays", .text = "\xe2\x80\xa8", .json = "\"\xe2\x80\xa8\""},
        {.name = "escapes between clean runs", .text = "a\"b\nc", .json = R"("a\"b\nc")"},
        {.name = "escapes at both ends", .text = "\"ab\\", .json = R"("\"ab\\")"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(as_json_string(row.text) == row.json);
    }
}

TEST_CASE("a written string is read back unchanged") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        CHECK(nlohmann::json::parse(as_json_string(hostile.text)) == hostile.text);
    }
    std::mt19937_64 random{1};
    for (int i = 0; i < 5000; ++i) {
        const auto text = random_text(random);
        REQUIRE(nlohmann::json::parse(as_json_string(text)) == text);
    }
}

TEST_CASE("every control character is written as printable ASCII") {
    for (char c = 0; c < 0x20; ++c) {
        const auto written = as_json_string({&c, 1});
        CAPTURE(written);
        CHECK(std::all_of(written.begin(), written.end(), [](char w) { return w >= 0x20; }));
    }
}

TEST_CASE("a string is appended to the existing text") {
    std::string out = "before ";
    append_json_string(out, "a\n");
    append_json_string(out, "b");
    CHECK(out == R"(before "a\n""b")");
}

TEST_CASE("commas separate values and appear nowhere else") {
    std::string out;
    json_writer json{out};
    SUBCASE("empty brackets") {
        json.begin_object().end_object();
        CHECK(out == "{}");
    }
    SUBCASE("an object of every kind of value") {
        json.begin_object();
        json.key("text").string("a").key("number").integer(-3).key("nothing").null();
        json.key("done").raw("1.5").key("map").string_map({}).end_object();
        CHECK(out == R"({"text":"a","number":-3,"nothing":null,"done":1.5,"map":{}})");
    }
    SUBCASE("brackets within brackets") {
        json.begin_array().begin_array().end_array().begin_object().key("a").begin_array();
        json.integer(1).integer(2).begin_object().end_object().end_array();
        json.key("b").begin_object().key("c").null().end_object().end_object();
        json.string("last").end_array();
        CHECK(out == R"([[],{"a":[1,2,{}],"b":{"c":null}},"last"])");
    }
    SUBCASE("a list of objects") {
        json.begin_array();
        for (int i = 0; i < 3; ++i) json.begin_object().key("i").integer(i).end_object();
        json.end_array();
        CHECK(out == R"([{"i":0},{"i":1},{"i":2}])");
    }
}

TEST_CASE("integers of every size are written out") {
    std::string out;
    json_writer json{out};
    json.begin_array().integer(0).integer(std::numeric_limits<std::int64_t>::min());
    json.integer(std::numeric_limits<std::int64_t>::max()).end_array();
    CHECK(out == "[0,-9223372036854775808,9223372036854775807]");
}

TEST_CASE("a map is written sorted by bytes, with keys escaped") {
    std::string out;
    json_writer json{out};
    json.string_map(
        {{"b", "2"}, {"a", "1\n"}, {"", ""}, {"B", "3"}, {"\xc3\xa9", "4"}, {"\"", "5"}});
    CHECK(out ==
          "{\"\":\"\",\"\\\"\":\"5\",\"B\":\"3\",\"a\":\"1\\n\",\"b\":\"2\",\"\xc3\xa9\":\"4\"}");
}
