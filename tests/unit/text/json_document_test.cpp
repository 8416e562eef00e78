// The values of parsed documents, with nlohmann as the oracle. What counts as JSON is tested in
// unit/model/parse_body_test.cpp.
#include "text/json_document.hpp"

#include "support/hostile_strings.hpp"
#include "text/json_writer.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <random>

using ivschat::text::json_document;
using ivschat::text::json_value;
using namespace std::string_view_literals;

namespace {

// Converts a value to nlohmann's type. Booleans and numbers that are not
// integers all become the same value.
nlohmann::json to_nlohmann(json_value value) {
    if (value.is_null()) return nullptr;
    if (value.is_string()) return std::string{value.string()};
    if (value.is_list()) {
        auto list = nlohmann::json::array();
        for (const auto each : value.elements()) list.push_back(to_nlohmann(each));
        CHECK(list.size() == value.size());
        return list;
    }
    if (value.is_object()) {
        auto object = nlohmann::json::object();
        for (const auto& [name, member] : value.members()) {
            CHECK_FALSE(object.contains(name));
            object[std::string{name}] = to_nlohmann(member);
        }
        return object;
    }
    if (const auto integer = value.integer()) return *integer;
    return "another";
}

// nlohmann's value with the same simplifications as to_nlohmann.
nlohmann::json blurred(nlohmann::json value) {
    if (value.is_structured()) {
        for (auto& each : value) each = blurred(std::move(each));
        return value;
    }
    const bool is_too_large =
        value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX};
    if (value.is_boolean() || value.is_number_float() || is_too_large) return "another";
    return value;
}

void check_like_nlohmann(std::string_view text) {
    CAPTURE(text);
    const auto expected = nlohmann::json::parse(text, nullptr, false);
    const bool is_json = !expected.is_discarded() && text.find('\0') == std::string_view::npos;
    const json_document document{text};
    REQUIRE(document.root().has_value() == is_json);
    if (is_json) CHECK(to_nlohmann(*document.root()) == blurred(expected));
}

std::string quoted(std::string_view text) {
    std::string out;
    ivschat::text::append_json_string(out, text);
    return out;
}

// A random JSON text of significant pieces, sometimes with one piece too many.
void append_random(std::string& out, std::mt19937_64& random, int depth) {
    static constexpr std::string_view scalars[] = {"null",
                                                   "true",
                                                   "false",
                                                   "0",
                                                   "-0",
                                                   "12",
                                                   "-7.5",
                                                   "1e2",
                                                   "1e999",
                                                   "-1e-999",
                                                   "9223372036854775807",
                                                   "9223372036854775808",
                                                   "-9223372036854775808",
                                                   "-9223372036854775809",
                                                   "18446744073709551616",
                                                   "01",
                                                   "-",
                                                   "1.",
                                                   "\"\"",
                                                   "\"a\"",
                                                   "\"eight by\"",
                                                   "\"sixteen bytes, 16\"",
                                                   R"("\u0041")",
                                                   R"("\ud83d\ude00\n")",
                                                   R"("seven b\"")",
                                                   R"("\\")",
                                                   R"("\ud800")",
                                                   R"("\/")",
                                                   R"("\x")",
                                                   "\"\xc3\xa9\"",
                                                   "\"longer than that \xf0\x9f\x98\x80\"",
                                                   "\"\xc3\"",
                                                   "\"\x1f\"",
                                                   "\"\x7f\"",
                                                   "nul"};
    static constexpr std::string_view spaces[] = {"", "", "", " ", "\t\n\r "};
    out += spaces[random() % std::size(spaces)];
    const auto kind = depth > 3 ? 0 : random() % 4;
    if (kind < 2) {
        // Mostly valid ones, because one invalid scalar makes the whole text invalid.
        out += scalars[random() % (random() % 8 == 0 ? std::size(scalars) : 8)];
    } else {
        const bool is_object = kind == 2;
        out += is_object ? '{' : '[';
        for (auto count = random() % 5; count > 0; --count) {
            if (is_object) out.append("\"").append(1, "abc"[random() % 3]).append("\":");
            append_random(out, random, depth + 1);
            if (count > 1) out += ',';
        }
        out += is_object ? '}' : ']';
    }
    out += spaces[random() % std::size(spaces)];
}

} // namespace

TEST_CASE("random texts have the same values as in nlohmann") {
    std::mt19937_64 random{20261122};
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        append_random(text, random, 0);
        check_like_nlohmann(text);
        if (text.empty()) continue;
        // Changes a byte, and removes one.
        auto broken = text;
        broken[random() % broken.size()] = "\"\\{}[]:,0-eu\0 \xc3\xa9"[random() % 16];
        check_like_nlohmann(broken);
        text.erase(random() % text.size(), 1);
        check_like_nlohmann(text);
    }
}

TEST_CASE("every byte at every position of a string is accepted or refused correctly") {
    // The parser examines eight bytes at a time.
    for (std::size_t length = 1; length <= 18; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string text(length, 'x');
                text[at] = static_cast<char>(byte);
                check_like_nlohmann('"' + text + '"');
            }
        }
    }
}

TEST_CASE("escapes are resolved, however many there are") {
    std::string body = "[";
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        body += R"("\u00e9\t\ud83d\ude00 a",)";
        expected = "\xc3\xa9\t\xf0\x9f\x98\x80 a";
    }
    body.back() = ']';
    const json_document document{body};
    REQUIRE(document.root());
    for (const auto each : document.root()->elements()) CHECK(each.string() == expected);
}

TEST_CASE("hostile strings are read unchanged as names and as values") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const auto body = "{" + quoted(hostile.text) + ":" + quoted(hostile.text) + "}";
        const json_document document{body};
        REQUIRE(document.root());
        const auto found = document.root()->find(hostile.text);
        REQUIRE(found);
        CHECK(found->string() == hostile.text);
    }
}

TEST_CASE("of duplicate names the last one counts") {
    const json_document document{R"({"b":1,"a":{"b":2},"b":[3],"\u0062":"last"})"};
    const auto root = document.root();
    REQUIRE(root);
    CHECK(root->find("b")->string() == "last");
    CHECK_FALSE(root->find("c").has_value());
    CHECK(root->members().size() == 2);
    CHECK(root->members()[0].name == "a");
    CHECK(root->members()[1].value.string() == "last");
    CHECK(root->members_as_written().size() == 4);
}

TEST_CASE("added members follow those of the text") {
    json_document document{R"({"a":1,"b":{"c":[]}})"};
    const std::vector<std::string> strings{"x", "", "z"};
    document.add_string("a", "text");
    document.add_null("b");
    document.add_list("list", strings);
    document.add_list("none", {});
    CHECK(to_nlohmann(*document.root()) == nlohmann::json{{"a", "text"},
                                                          {"b", nullptr},
                                                          {"list", {"x", "", "z"}},
                                                          {"none", nlohmann::json::array()}});
}

TEST_CASE("integers are distinguished from other numbers") {
    struct row {
        std::string_view text;
        std::optional<std::int64_t> value = {};
    };
    const row rows[] = {
        {.text = "0", .value = 0},
        {.text = "-0", .value = 0},
        {.text = "2147483648", .value = 2147483648},
        {.text = "9223372036854775807", .value = INT64_MAX},
        {.text = "-9223372036854775808", .value = INT64_MIN},
        {.text = "9223372036854775808"},
        {.text = "1.0"},
        {.text = "1e0"},
        {.text = "\"1\""},
        {.text = "true"},
        {.text = "null"},
        {.text = "[1]"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const json_document document{row.text};
        REQUIRE(document.root());
        CHECK((document.root()->integer() == row.value));
    }
}

TEST_CASE("a number must fit a double, however it is written") {
    const std::string digits(309, '1');
    CHECK(json_document{digits.substr(1)}.root());
    CHECK(json_document{digits}.root());
    CHECK_FALSE(json_document{"2" + digits}.root());
    CHECK_FALSE(json_document{"9" + digits.substr(1)}.root());
    CHECK(json_document{"0." + digits}.root());
    CHECK(json_document{"1e-400"}.root());
    CHECK_FALSE(json_document{"-1e309"}.root());
}

TEST_CASE("a document may be 512 levels deep") {
    const auto lists = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    CHECK(json_document{lists(512)}.root());
    CHECK_FALSE(json_document{lists(513)}.root());
    CHECK_FALSE(json_document{lists(100'000)}.root());
}
