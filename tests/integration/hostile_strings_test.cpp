// Strings that break careless programs, all the way from CreateChatToken to delivered frames.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using namespace std::string_literals;
using nlohmann::json;

namespace {

struct string_row {
    std::string name;
    std::string text; // at most 128 code points and 512 bytes, so that it fits everywhere
};

std::string repeated(std::size_t times, std::string_view text) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

const std::vector<string_row>& rows() {
    static const std::vector<string_row> all{
        {"a NUL in the middle", "a\0b"s},
        {"a NUL alone", "\0"s},
        {"NULs at both ends", "\0a\0"s},
        {"every control character",
         [] {
             std::string text;
             for (char c = 1; c < 0x20; ++c) text += c;
             return "x" + text + "\x7Fx";
         }()},
        {"line breaks of all kinds", "a\nb\r\nc\rd\u0085e\u2028f\u2029g"},
        {"quotes and backslashes", R"(\"\\"'`\u0041\n\0)"},
        {"what looks like our frames", R"({"Type":"MESSAGE","Id":"x"})"},
        {"the end of a script", "</script><script>alert(1)</script>"},
        {"a comment and entities", "<!-- &amp; &#0; ]]>"},
        {"SQL", "'; DROP TABLE rooms; --"},
        {"a shell", "$(reboot) `reboot` && rm -rf / ; %s %n %x"},
        {"a template", "{{7*7}} ${7*7} <%= 7*7 %> {0}"},
        {"a path", "../../../../etc/passwd\0.png"s},
        {"headers", "a\r\nX-Injected: yes\r\n\r\n"},
        {"right to left marks", "abc\u202E\u202Dcba\u202C\u200F\u2067x\u2069"},
        {"invisible characters", "a\u200B\u200C\u200D\u2060\uFEFFb"},
        {"a byte order mark in front", "\uFEFFann"},
        {"an emoji family", "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466"},
        {"a flag and a skin tone", "\U0001F1E9\U0001F1EA\U0001F44D\U0001F3FD"},
        {"four-byte letters", "\U00020BB7\U0001D54F\U00010348"},
        {"the highest code point", "\U0010FFFF"},
        {"noncharacters", "\uFFFE\uFFFF\uFDD0\U0001FFFE"},
        {"the replacement character", "\uFFFD"},
        {"code points around the surrogates", "\uD7FF\uE000"},
        {"combining characters", "Z\u0351\u036B\u0343\u032A\u0302A\u0334\u0335L\u0338G\u0321O"},
        {"many combining characters", "e" + repeated(120, "\u0301")},
        {"not normalized", "e\u0301 \u00E9 \u212B \u00C5 \uFB01"},
        {"Turkish and German case", "\u0130\u0131\u00DF\u1E9E"},
        {"other scripts",
         "\u4F60\u597D \u0645\u0631\u062D\u0628\u0627 \u0928\u092E\u0938\u094D\u0924\u0947"},
        {"white space around", "  \t a \u3000\u00A0 "},
        {"very long", repeated(128, "x")},
        {"very long in four bytes", repeated(128, "\U0001F600")},
        {"numbers that are no numbers", "NaN -0 1e999 null undefined true"},
        {"a name of our own", "aws:DISCONNECT_USER"},
        {"a surrogate pair in words", R"(\ud83d\ude00)"},
    };
    return all;
}

// Throws unless the frame is JSON in UTF-8.
json delivered(chat_client& to) { return json::parse(to.receive_text()); }

} // namespace

TEST_CASE("every string is delivered unchanged") {
    const server_process server;
    for (const auto& row : rows()) {
        CAPTURE(row.name);
        const auto room = create_room(server);
        const json attributes{{row.text, row.text}};
        auto ann = join(server, room, row.text, {{"attributes", attributes}});
        auto bob = join(server, room, "bob");
        ann.send(send_message("<" + row.text + ">",
                              {{"Attributes", attributes}, {"RequestId", row.text}}));
        const auto seen = ann.receive_text();
        CHECK(bob.receive_text() == seen);
        const auto frame = json::parse(seen);
        CHECK(frame.at("Content") == "<" + row.text + ">");
        CHECK(frame.at("Attributes") == attributes);
        CHECK(frame.at("RequestId") == row.text);
        CHECK(frame.at("Sender") == json{{"UserId", row.text}, {"Attributes", attributes}});
    }
}

TEST_CASE("a string may be sent with or without JSON escapes") {
    const server_process server;
    for (const auto& row : rows()) {
        CAPTURE(row.name);
        const auto room = create_room(server);
        constexpr int compact = -1;
        constexpr bool in_ascii = true;
        const auto request = token_request(room, row.text).dump(compact, ' ', in_ascii);
        const auto reply = post(server.port(), "/CreateChatToken", request);
        REQUIRE(reply.status == 200);
        chat_client ann{server.port(), reply.json().at("token").get<std::string>()};
        ann.send_text(send_message("<" + row.text + ">").dump(compact, ' ', in_ascii));
        const auto frame = delivered(ann);
        CHECK(frame.at("Content") == "<" + row.text + ">");
        CHECK(frame.at("Sender").at("UserId") == row.text);
    }
}

TEST_CASE("every user can be disconnected by name") {
    const server_process server;
    for (const auto& row : rows()) {
        CAPTURE(row.name);
        const auto room = create_room(server);
        auto target = join(server, room, row.text);
        auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});
        moderator.send({{"Action", "DISCONNECT_USER"}, {"UserId", row.text}, {"Reason", row.text}});
        const json attributes{{"UserId", row.text}, {"Reason", row.text}};
        CHECK(delivered(moderator).at("Attributes") == attributes);
        CHECK(delivered(target).at("Attributes") == attributes);
        const auto closed = target.receive_closing();
        CHECK(closed.code == 1000);
        CHECK(row.text.starts_with(closed.reason));
        CHECK((closed.reason == row.text || closed.reason.size() > 119));
    }
}

TEST_CASE("users whose names look alike are different users") {
    const server_process server;
    const auto room = create_room(server);
    const std::vector<std::string> names{"ann",  "ann\0"s,  "ann\0b"s, "Ann",
                                         "ann ", "e\u0301", "\u00E9",  "a\u200Bnn"};
    auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});
    std::vector<chat_client> clients;
    for (const auto& name : names) clients.push_back(join(server, room, name));
    moderator.send({{"Action", "DISCONNECT_USER"}, {"UserId", "ann"}});
    for (auto& client : clients) CHECK(client.receive().at("EventName") == "aws:DISCONNECT_USER");
    CHECK(clients.front().receive_closing().code == 1000);
    CHECK(moderator.receive().at("Type") == "EVENT");
    moderator.send(send_message("Who is left?"));
    for (std::size_t i = 1; i < clients.size(); ++i) {
        CHECK(clients[i].receive().at("Content") == "Who is left?");
    }
}
