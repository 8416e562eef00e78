// RFC 6455: which frames are accepted, and the close codes for the others.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using namespace std::string_literals;

namespace {

struct stage {
    stage() : room{create_room(server)} {}
    chat_client join() { return ivschat::integration::join(server, room, "ann"); }

    server_process server;
    std::string room;
};

// The server must close with `code`; another connection must not notice.
void check_closed(stage& stage, std::string_view bytes, unsigned code) {
    auto bystander = stage.join();
    auto offender = stage.join();
    offender.bytes().send(bytes);
    CHECK(offender.skip_to_closing().code == code);
    try {
        offender.send_frame({.kind = opcode::close, .payload = write_closing(code)});
    } catch (const connection_reset&) {
        // After a protocol error the server need not wait for our answer.
    }
    CHECK(offender.is_at_end());
    bystander.send(send_message("fine"));
    CHECK(bystander.receive().at("Content") == "fine");
}

std::string message_of(std::size_t size) {
    const auto bare = send_message("big", {{"ignored", ""}}).dump();
    return send_message("big", {{"ignored", std::string(size - bare.size(), 'x')}}).dump();
}

} // namespace

TEST_CASE("binary frames are closed with 1003") {
    stage stage;
    check_closed(stage, write_frame({.kind = opcode::binary, .payload = "{}"}), 1003);
    check_closed(stage, write_frame({.kind = opcode::binary}), 1003);
}

TEST_CASE("text that is not UTF-8 is closed with 1007") {
    stage stage;
    for (const std::string bytes :
         {"\xFF", "caf\xE9!", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x9F\x98"}) {
        check_closed(stage, write_frame({.payload = bytes}), 1007);
    }
}

TEST_CASE("a frame of 128 KB is accepted, one byte more is closed with 1009") {
    stage stage;
    auto ann = stage.join();
    ann.send_text(message_of(128 * 1024));
    CHECK(ann.receive().at("Content") == "big");
    check_closed(stage, write_frame({.payload = message_of(128 * 1024 + 1)}), 1009);
}

TEST_CASE("fragments that add up to more than 128 KB are closed with 1009") {
    stage stage;
    const std::string half(70 * 1024, ' ');
    check_closed(stage,
                 write_frame({.is_final = false, .payload = half}) +
                     write_frame({.kind = opcode::continuation, .payload = half}),
                 1009);
}

TEST_CASE("a frame with a huge announced length is closed with 1009") {
    stage stage;
    check_closed(stage, "\x81\xFF\x00\x00\x7F\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00"s, 1009);
}

TEST_CASE("violations of the protocol are closed with 1002") {
    stage stage;
    const auto text = send_message("a").dump();
    struct {
        std::string name;
        std::string bytes;
    } const rows[] = {
        {"a frame that is not masked", write_frame({.payload = text, .is_masked = false})},
        {"RSV1, which compression would set", write_frame({.payload = text, .reserved = 4})},
        {"RSV2", write_frame({.payload = text, .reserved = 2})},
        {"RSV3", write_frame({.payload = text, .reserved = 1})},
        {"a reserved opcode for data", write_frame({.kind = opcode{3}, .payload = text})},
        {"a reserved opcode for control", write_frame({.kind = opcode{11}})},
        {"a continuation of nothing", write_frame({.kind = opcode::continuation, .payload = text})},
        {"a message within a message",
         write_frame({.is_final = false, .payload = "{"}) + write_frame({.payload = "}"})},
        {"a ping in fragments", write_frame({.is_final = false, .kind = opcode::ping})},
        {"a ping that is too long",
         write_frame({.kind = opcode::ping, .payload = std::string(126, 'p')})},
        {"a close frame of one byte", write_frame({.kind = opcode::close, .payload = "x"})},
        {"a close code that may not be sent",
         write_frame({.kind = opcode::close, .payload = write_closing(1005)})},
        {"a close code below all",
         write_frame({.kind = opcode::close, .payload = write_closing(999)})},
        {"a length longer than need be", "\x81\xFE\x00\x02\x00\x00\x00\x00{}"s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        check_closed(stage, row.bytes, 1002);
    }
}

TEST_CASE("a message may be fragmented at any place") {
    stage stage;
    const auto text = send_message("caf\u00E9 \U0001F600").dump();
    for (std::size_t at = 0; at <= text.size(); ++at) {
        CAPTURE(at);
        auto ann = stage.join();
        ann.send_frame({.is_final = false, .payload = text.substr(0, at)});
        ann.send_frame({.kind = opcode::ping, .payload = "between"});
        ann.send_frame({.kind = opcode::continuation, .payload = text.substr(at)});
        const auto pong = ann.receive_frame();
        CHECK(pong.kind == opcode::pong);
        CHECK(pong.payload == "between");
        CHECK(ann.receive().at("Content") == "caf\u00E9 \U0001F600");
    }
}

TEST_CASE("a message may have one fragment for each byte") {
    stage stage;
    auto ann = stage.join();
    const auto text = send_message("bytes").dump();
    for (std::size_t i = 0; i < text.size(); ++i) {
        ann.send_frame({.is_final = i + 1 == text.size(),
                        .kind = i == 0 ? opcode::text : opcode::continuation,
                        .payload = text.substr(i, 1)});
    }
    CHECK(ann.receive().at("Content") == "bytes");
}

TEST_CASE("a pong has the payload of its ping") {
    stage stage;
    auto ann = stage.join();
    for (const auto& payload : {""s, "abc"s, "\0\xFF\x80"s, std::string(125, 'p')}) {
        ann.send_frame({.kind = opcode::ping, .payload = payload});
        const auto pong = ann.receive_frame();
        CHECK(pong.kind == opcode::pong);
        CHECK(pong.payload == payload);
    }
}

TEST_CASE("an unsolicited pong is ignored") {
    stage stage;
    auto ann = stage.join();
    ann.send_frame({.kind = opcode::pong, .payload = "unasked"});
    ann.send(send_message("a"));
    CHECK(ann.receive().at("Content") == "a");
}

TEST_CASE("pings do not count as requests") {
    stage stage;
    auto ann = stage.join();
    std::string pings;
    for (int i = 0; i < 100; ++i) pings += write_frame({.kind = opcode::ping, .payload = "p"});
    ann.bytes().send(pings);
    for (int i = 0; i < 100; ++i) {
        // A pong may answer several pings at once, but the last must be answered.
        const auto pong = ann.receive_frame();
        REQUIRE(pong.kind == opcode::pong);
    }
    ann.send(send_message("a"));
    CHECK(ann.receive().at("Content") == "a");
}

TEST_CASE("a close frame from the client is echoed") {
    stage stage;
    for (const unsigned code : {1000U, 1001U, 3000U, 4999U}) {
        CAPTURE(code);
        auto ann = stage.join();
        CHECK(ann.close(code, "bye").code == code);
        CHECK(ann.is_at_end());
    }
    auto ann = stage.join();
    ann.send_frame({.kind = opcode::close});
    const auto answer = ann.receive_closing();
    CHECK((!answer.code || answer.code == 1000));
    CHECK(ann.is_at_end());
}

TEST_CASE("frames behind a client's close frame are ignored") {
    stage stage;
    auto bystander = stage.join();
    auto ann = stage.join();
    ann.bytes().send(write_frame({.kind = opcode::close, .payload = write_closing(1000)}) +
                     write_frame({.payload = send_message("too late").dump()}));
    CHECK(ann.skip_to_closing().code == 1000);
    bystander.send(send_message("next"));
    CHECK(bystander.receive().at("Content") == "next");
}

TEST_CASE("connections that end without a close frame do not disturb their room") {
    stage stage;
    auto bystander = stage.join();
    for (const bool by_reset : {true, false}) {
        for (const std::string unfinished :
             {"", "\x81", "\x81\xFE\x10", "\x81\x85\x01\x02\x03\x04{", "\x01\x80"}) {
            auto rude = stage.join();
            rude.bytes().send(unfinished);
            if (by_reset)
                rude.bytes().reset();
            else
                rude.bytes().finish_sending();
        }
    }
    bystander.send(send_message("still here"));
    CHECK(bystander.receive().at("Content") == "still here");
}
