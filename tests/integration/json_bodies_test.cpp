// Bodies that are not JSON, or that JSON parsers disagree on. Where they disagree, the expectation
// is our choice; the SDKs send no such bodies.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using namespace std::string_literals;

namespace {

struct body_row {
    std::string name;
    std::string body;
    bool is_json_object; // else SerializationException
};

const std::vector<body_row>& rows() {
    static const std::vector<body_row> all{
        // ---- objects ----
        {"the empty object", "{}", true},
        {"white space around", " \t\r\n{ \n} \r\n", true},
        {"no body at all", "", true},
        {"a byte order mark", "\xEF\xBB\xBF{}", true},
        {"unknown members", R"({"x":1,"y":{"z":[true,false,null]}})", true},
        {"a duplicate key", R"({"x":1,"x":2})", true},
        {"an empty key", R"({"":1})", true},
        {"all simple escapes", R"({"x":"\"\\\/\b\f\n\r\t"})", true},
        {"an escape in a key", R"({"\u0078":1})", true},
        {"upper-case hexadecimal", R"({"x":"\u00E9\uABCD"})", true},
        {"an escaped NUL", R"({"x":"\u0000"})", true},
        {"a surrogate pair", R"({"x":"\ud83d\ude00"})", true},
        {"raw four-byte UTF-8", "{\"x\":\"\U0001F600\"}", true},
        {"a raw DEL", "{\"x\":\"\x7F\"}", true},
        {"noncharacters", "{\"x\":\"\uFFFE\uFFFF\U0010FFFF\"}", true},
        {"line separators", "{\"x\":\"\u2028\u2029\"}", true},
        {"a big integer", R"({"x":123456789012345678901234567890})", true},
        {"a small number", R"({"x":1e-400})", true},
        {"many digits", R"({"x":0.)" + std::string(5000, '1') + "}", true},
        {"minus zero", R"({"x":-0})", true},
        {"exponents", R"({"x":[1E5,1e+5,1e-5,1.5E0]})", true},
        {"many members",
         [] {
             std::string body = "{";
             for (int i = 0; i < 10'000; ++i) body += "\"k" + std::to_string(i) + "\":0,";
             return body + "\"end\":0}";
         }(),
         true},
        {"lists 500 deep", "{\"x\":" + std::string(500, '[') + std::string(500, ']') + "}", true},
        // ---- not objects ----
        {"white space only", " \n ", false},
        {"null", "null", false},
        {"true", "true", false},
        {"a number", "10", false},
        {"a string", R"("{}")", false},
        {"a list", "[]", false},
        {"a list of objects", "[{}]", false},
        // ---- deeply nested ----
        {"lists 100,000 deep",
         "{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}", false},
        {"objects 30,000 deep",
         [] {
             std::string body;
             for (int i = 0; i < 30'000; ++i) body += "{\"x\":";
             return body + "0" + std::string(30'000, '}');
         }(),
         false},
        // ---- not JSON ----
        {"cut short", "{", false},
        {"cut in a string", R"({"x":"a)", false},
        {"cut in an escape", R"({"x":"\u00)", false},
        {"cut in a literal", R"({"x":tru})", false},
        {"no colon", R"({"x" 1})", false},
        {"no value", R"({"x":})", false},
        {"no comma", R"({"x":1 "y":2})", false},
        {"a trailing comma", R"({"x":1,})", false},
        {"a leading comma", R"({,"x":1})", false},
        {"a trailing comma in a list", R"({"x":[1,]})", false},
        {"a bare key", R"({x:1})", false},
        {"a number for key", R"({1:1})", false},
        {"single quotes", R"({'x':1})", false},
        {"a comment", "{/*x*/}", false},
        {"a line comment", "{}//", false},
        {"wrong brackets", R"({"x":[1})", false},
        {"a brace too many", "{}}", false},
        {"two objects", "{}{}", false},
        {"two lines", "{}\n{}", false},
        {"trailing words", "{} x", false},
        {"a trailing NUL", "{}\0"s, false},
        {"trailing bytes behind a NUL", "{}\0garbage"s, false},
        {"a NUL in between", "{\0}"s, false},
        {"a form feed", "{\f}", false},
        {"a no-break space", "{\xC2\xA0}", false},
        {"two byte order marks", "\xEF\xBB\xBF\xEF\xBB\xBF{}", false},
        {"half a byte order mark", "\xEF\xBB{}", false},
        {"UTF-16", "{\0}\0"s, false},
        {"UTF-16 with a mark", "\xFF\xFE{\0}\0"s, false},
        {"lists without end", "{\"x\":" + std::string(200'000, '['), false},
        {"objects without end",
         [] {
             std::string body;
             for (int i = 0; i < 50'000; ++i) body += "{\"\":";
             return body;
         }(),
         false},
        // ---- numbers ----
        {"a leading zero", R"({"x":01})", false},
        {"a leading plus", R"({"x":+1})", false},
        {"a bare point", R"({"x":.5})", false},
        {"a trailing point", R"({"x":5.})", false},
        {"a bare exponent", R"({"x":1e})", false},
        {"a bare minus", R"({"x":-})", false},
        {"hexadecimal", R"({"x":0x10})", false},
        {"NaN", R"({"x":NaN})", false},
        {"Infinity", R"({"x":-Infinity})", false},
        {"separators", R"({"x":1_000})", false},
        {"a number that overflows", R"({"x":1e400})", false},
        // ---- strings ----
        {"an unknown escape", R"({"x":"\x41"})", false},
        {"a short escape", R"({"x":"\u12"})", false},
        {"an escape that is not hexadecimal", R"({"x":"\u12G4"})", false},
        {"a raw line break", "{\"x\":\"a\nb\"}", false},
        {"a raw tab", "{\"x\":\"\t\"}", false},
        {"a raw NUL", "{\"x\":\"\0\"}"s, false},
        {"a lone high surrogate", R"({"x":"\ud83d"})", false},
        {"a lone low surrogate", R"({"x":"\ude00"})", false},
        {"surrogates the wrong way round", R"({"x":"\ude00\ud83d"})", false},
        {"a high surrogate before a letter", R"({"x":"\ud83dA"})", false},
        {"a lone surrogate in a key", R"({"\ud83d":1})", false},
        // ---- UTF-8 ----
        {"a stray continuation byte", "{\"x\":\"\x80\"}", false},
        {"a byte that UTF-8 has not", "{\"x\":\"\xFF\"}", false},
        {"Latin-1", "{\"x\":\"caf\xE9\"}", false},
        {"an overlong slash", "{\"x\":\"\xC0\xAF\"}", false},
        {"an overlong NUL", "{\"x\":\"\xC0\x80\"}", false},
        {"a raw surrogate", "{\"x\":\"\xED\xA0\x80\"}", false},
        {"more than U+10FFFF", "{\"x\":\"\xF4\x90\x80\x80\"}", false},
        {"a sequence cut by the quote", "{\"x\":\"\xF0\x9F\x98\"}", false},
        {"invalid UTF-8 in a key", "{\"\xFF\":1}", false},
    };
    return all;
}

} // namespace

TEST_CASE("a body must be a JSON object in UTF-8") {
    const server_process server;
    for (const auto& row : rows()) {
        CAPTURE(row.name);
        const auto reply = post(server.port(), "/CreateRoom", row.body);
        if (row.is_json_object) {
            CHECK(reply.status == 200);
        } else {
            CHECK(reply.status == 400);
            CHECK(reply.error() == "SerializationException");
            CHECK(reply.json().at("message").is_string());
        }
    }
}

TEST_CASE("every operation parses its body in the same way") {
    const server_process server;
    for (const std::string path : {"/CreateChatToken", "/GetRoom", "/DeleteRoom"}) {
        CAPTURE(path);
        for (const auto& row : rows()) {
            CAPTURE(row.name);
            const auto reply = post(server.port(), path, row.body);
            CHECK(reply.status == 400);
            // A body that is parsed lacks the required members.
            const std::string expected =
                row.is_json_object ? "ValidationException" : "SerializationException";
            CHECK(reply.error() == expected);
        }
    }
}

// The same bodies over WebSocket, where one that cannot be parsed gets an ERROR. (Text that is not
// UTF-8 closes the connection: see protocol_test.cpp.)
TEST_CASE("a chat request that is not a JSON object is answered with an ERROR") {
    const server_process server;
    const auto room = create_room(server);
    const auto is_utf8 = [](std::string_view text) {
        return text.find_first_of("\x80\xC0\xE9\xED\xEF\xF0\xF4\xFF") == std::string_view::npos;
    };
    for (const auto& row : rows()) {
        // Frames hold at most 128 KB.
        if (!is_utf8(row.body) || row.body.size() > 120'000) continue;
        CAPTURE(row.name);
        auto ann = join(server, room, "ann"); // ten requests a second per connection
        ann.send_text(row.body);
        const auto error = ann.receive();
        CHECK(error.at("Type") == "ERROR");
        CHECK(error.at("ErrorCode") == 400);
        const bool complains_of_members =
            error.at("ErrorMessage").get<std::string>().find("Action") != std::string::npos;
        // A lone surrogate refuses a body, but not a frame: half an emoji is replaced.
        const bool has_lone_surrogate = row.name.find("surrogate") != std::string::npos;
        const bool is_readable = (row.is_json_object || has_lone_surrogate) && !row.body.empty();
        CHECK(complains_of_members == is_readable);
    }
}
