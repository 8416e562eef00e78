// What a client's bytes are taken for, wherever the network cuts them.
#include "websocket/frame_parser.hpp"

#include "client_frame.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ivschat::websocket;
using namespace std::string_literals;
namespace wire = ivschat::wire;
using ivschat::test::client_frame;
using ivschat::test::write;
using kind = incoming::kind;

namespace {

constexpr std::size_t largest = 1000;

struct seen {
    kind what;
    std::string payload = {};
    std::uint16_t code = 0;
    bool operator==(const seen&) const = default;
};

std::vector<seen> parse(const std::string& bytes, std::size_t piece) {
    frame_parser parser{largest};
    std::vector<seen> all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        auto fed = bytes.substr(at, piece);
        parser.feed(fed);
        while (const auto next = parser.next()) {
            all.push_back({next->what, std::string{next->payload}, next->code});
        }
        fed.assign(fed.size(), '!'); // nothing may refer to it any more
    }
    return all;
}

void check(const std::string& bytes, const std::vector<seen>& expected) {
    for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{3}, std::size_t{7}}) {
        CAPTURE(piece);
        const auto all = parse(bytes, piece);
        REQUIRE(all.size() == expected.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            CAPTURE(i);
            CHECK(all[i].what == expected[i].what);
            CHECK(all[i].payload == expected[i].payload);
            CHECK(all[i].code == expected[i].code);
        }
    }
}

} // namespace

TEST_CASE("every length of payload is unmasked") {
    for (std::size_t length = 0; length <= 300; ++length) {
        CAPTURE(length);
        std::string payload;
        for (std::size_t i = 0; i < length; ++i) payload += static_cast<char>('a' + i % 26);
        check(write({.payload = payload}), {{kind::text, payload}});
    }
}

TEST_CASE("frames that come together are told apart") {
    check(write({.payload = "one"}) + write({.what = opcode::ping, .payload = "p"}) +
              write({.what = opcode::binary, .payload = "\xFF"}) + write({.what = opcode::pong}) +
              write({.payload = "two"}),
          {{kind::text, "one"},
           {kind::ping, "p"},
           {kind::binary, "\xFF"},
           {kind::pong, ""},
           {kind::text, "two"}});
}

TEST_CASE("fragments make one message, with control frames in between") {
    check(write({.payload = "caf\xC3", .is_final = false}) +
              write({.what = opcode::continuation, .payload = "\xA9 ", .is_final = false}) +
              write({.what = opcode::ping}) + write({.what = opcode::continuation}) +
              write({.payload = "next"}),
          {{kind::ping, ""}, {kind::text, "caf\u00E9 "}, {kind::text, "next"}});
}

TEST_CASE("a close frame has a code and a reason, or neither") {
    check(write({.what = opcode::close}), {{kind::close, "", wire::close_code::none}});
    check(write({.what = opcode::close,
                 .payload = "\x03\xE8"
                            "bye"}),
          {{kind::close, "bye", wire::close_code::normal}});
    check(write({.what = opcode::close, .payload = "\x13\x87"}), {{kind::close, "", 4999}});
}

TEST_CASE("a message may be as large as it says, in one frame or in several") {
    const std::string most(largest, 'x');
    check(write({.payload = most}), {{kind::text, most}});
    check(write({.payload = most + "x"}), {{kind::violation, "", wire::close_code::too_big}});
    const auto half = most.substr(0, largest / 2);
    check(write({.payload = half, .is_final = false}) +
              write({.what = opcode::continuation, .payload = half}),
          {{kind::text, most}});
    check(write({.payload = half, .is_final = false}) +
              write({.what = opcode::continuation, .payload = half + "x"}),
          {{kind::violation, "", wire::close_code::too_big}});
}

TEST_CASE("what breaks the protocol ends it, and nothing follows") {
    struct {
        std::string name;
        std::string bytes;
        std::uint16_t code = wire::close_code::protocol_error;
    } const rows[] = {
        {"not masked", write({.payload = "a", .is_masked = false})},
        {"a reserved bit", "\xC1\x80\0\0\0\0"s},
        {"a reserved opcode for data", "\x83\x80\0\0\0\0"s},
        {"a reserved opcode for control", "\x8B\x80\0\0\0\0"s},
        {"a continuation of nothing", write({.what = opcode::continuation})},
        {"a message within a message",
         write({.payload = "a", .is_final = false}) + write({.payload = "b"})},
        {"a control frame in fragments", write({.what = opcode::ping, .is_final = false})},
        {"a control frame of 126 bytes",
         write({.what = opcode::pong, .payload = std::string(126, 'x')})},
        {"16 bits for a length of 125", "\x81\xFE\x00\x7D\0\0\0\0"s + std::string(125, 'x')},
        {"64 bits for a length of 65535", "\x81\xFF\0\0\0\0\0\0\xFF\xFF\0\0\0\0"s},
        {"a length of 2^63", "\x81\xFF\x80\0\0\0\0\0\0\0\0\0\0\0"s, wire::close_code::too_big},
        {"half a close code", write({.what = opcode::close, .payload = "\x03"})},
        {"close code 999", write({.what = opcode::close, .payload = "\x03\xE7"})},
        {"close code 1004", write({.what = opcode::close, .payload = "\x03\xEC"})},
        {"close code 1005", write({.what = opcode::close, .payload = "\x03\xED"})},
        {"close code 1006", write({.what = opcode::close, .payload = "\x03\xEE"})},
        {"close code 1015", write({.what = opcode::close, .payload = "\x03\xF7"})},
        {"close code 2999", write({.what = opcode::close, .payload = "\x0B\xB7"})},
        {"close code 5000", write({.what = opcode::close, .payload = "\x13\x88"})},
        {"a reason that is not UTF-8", write({.what = opcode::close, .payload = "\x03\xE8\xFF"}),
         wire::close_code::bad_payload},
        {"text that is not UTF-8", write({.payload = "a\xFFz"}), wire::close_code::bad_payload},
        {"text that ends within a character", write({.payload = "\xE2\x82"}),
         wire::close_code::bad_payload},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        check(row.bytes + write({.payload = "more"}), {{kind::violation, "", row.code}});
    }
}

TEST_CASE("what is not whole yet gives nothing") {
    const auto whole = write({.payload = std::string(200, 'x')});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        frame_parser parser{largest};
        auto part = whole.substr(0, size);
        parser.feed(part);
        CHECK_FALSE(parser.next().has_value());
    }
}
