// A client that stops reading loses its connection; the others lose nothing.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

// Holds little in its own buffers, and lets the server's kernel hold little for it.
chat_client join_as_slow_reader(const server_process& server, std::string_view room) {
    return {server.port(),
            {.token = create_token(server, room, "slow"),
             .options = {.receive_buffer = 4096, .segment_size = 536}}};
}

// Nine kilobytes once delivered: the characters grow sixfold in JSON.
json big_message() {
    return send_message(std::string(500, '\x01'),
                        {{"Attributes", {{"a", std::string(1023, '\x01')}}}});
}

// The most memory that the process has had, in kilobytes.
long peak_memory(server_process& server) {
    std::ifstream status{"/proc/" + std::to_string(server.process().id()) + "/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    throw std::runtime_error{"the process has no memory"};
}

} // namespace

TEST_CASE("a reader that falls behind is closed with 1013, and nobody waits for it") {
    const server_process server{{"--send-queue", "64kb"}};
    const auto room = create_room(server);
    auto slow = join_as_slow_reader(server, room);
    auto quick = join(server, room, "quick");
    std::size_t sent = 0;
    for (int speaker = 0; speaker < 8; ++speaker) {
        auto ann = join(server, room, "ann");
        for (int i = 0; i < 10; ++i, ++sent) {
            ann.send(big_message());
            const auto seen = quick.receive_text(); // before the next is sent: without delay
            CHECK(seen.size() > 9000);
            CHECK(ann.receive_text() == seen);
        }
    }
    std::size_t read = 0;
    for (;;) {
        const auto got = slow.receive_frame();
        if (got.kind == opcode::close) {
            CHECK(got.payload.substr(0, 2) == write_closing(1013));
            break;
        }
        // What came was whole, although the rest was thrown away.
        REQUIRE(json::parse(got.payload).at("Type") == "MESSAGE");
        ++read;
    }
    CHECK(read < sent);
    slow.send_frame({.kind = opcode::close, .payload = write_closing(1013)});
    CHECK(slow.is_at_end());
    auto late = join(server, room, "late");
    late.send(send_message("goes on"));
    CHECK(quick.receive().at("Content") == "goes on");
}

TEST_CASE("a reader that never reads again is dropped in the end") {
    const server_process server{{"--send-queue", "64kb"}};
    const auto room = create_room(server);
    auto slow = join_as_slow_reader(server, room);
    for (int speaker = 0; speaker < 8; ++speaker) {
        auto ann = join(server, room, "ann");
        for (int i = 0; i < 10; ++i) {
            ann.send(big_message());
            CHECK(ann.receive().at("Type") == "MESSAGE");
        }
    }
    // Its own sending still works until the server has had enough, which shows as a reset.
    const deadline until;
    const auto keep_sending = [&] {
        while (until.milliseconds_left() > 0) {
            slow.send_frame({.kind = opcode::pong});
            REQUIRE(get(server.port(), "/_ivschat/health/live").status == 200);
        }
    };
    CHECK_THROWS_AS(keep_sending(), connection_reset);
}

TEST_CASE("a slow reader that reads now and then misses nothing") {
    const server_process server{{"--send-queue", "1mb"}};
    const auto room = create_room(server);
    auto slow = join_as_slow_reader(server, room);
    auto ann = join(server, room, "ann");
    std::vector<std::string> seen;
    for (int i = 0; i < 10; ++i) {
        ann.send(
            send_message(std::to_string(i), {{"Attributes", {{"a", std::string(1023, '\x01')}}}}));
        seen.push_back(ann.receive_text());
        slow.send_frame({.kind = opcode::ping, .payload = std::to_string(i)});
    }
    // Pongs come among the messages, each whole and all in order.
    std::size_t messages = 0;
    int pongs = 0;
    while (messages < seen.size() || pongs < 10) {
        const auto got = slow.receive_frame();
        if (got.kind == opcode::pong)
            CHECK(got.payload == std::to_string(pongs++));
        else
            CHECK(got.payload == seen.at(messages++));
    }
}

TEST_CASE("a connection opens however small its queue is") {
    const server_process server{{"--send-queue", "1kb"}};
    const auto room = create_room(server);
    // The token, and with it the reply to the handshake, is longer than that.
    auto ann = join(server, room, "ann", {{"attributes", {{"a", std::string(1023, 'v')}}}});
    ann.send_frame({.kind = opcode::ping, .payload = "there?"});
    CHECK(ann.receive_frame().payload == "there?");
}

// Overflow is told a turn of the event loop later; by then the connection may have gone. One long
// handler holds the server up, so that the message and the reset wait for it together.
TEST_CASE("a reader may vanish in the very moment that it falls behind") {
    const server_process server{{"--send-queue", "1kb"}};
    const auto room = create_room(server, {{"maximumMessageRatePerSecond", 100}});
    std::string accents;
    for (int i = 0; i < 500; ++i) accents += "\u00E9";
    std::string body = "{";
    for (int i = 0; i < 20'000; ++i) body += "\"k" + std::to_string(i) + "\":0,";
    const auto request = write_request("POST", "/CreateRoom", body + "\"end\":0}");
    http_client other{server.port()};
    for (int turn = 0; turn < 10; ++turn) {
        CAPTURE(turn);
        http_client brake{server.port()};
        brake.send(std::string_view{request}.substr(0, request.size() - 1));
        auto speaker = join(server, room, "speaker");
        auto reader = join(server, room, "reader");
        // The long request is read piece by piece: wait until only its last byte is missing.
        for (int i = 0; i < 60; ++i) REQUIRE(other.get("/_ivschat/health/live").status == 200);
        brake.send("}");
        // More than the queue holds once delivered, but little enough to be read at once.
        for (int i = 0; i < 3; ++i) speaker.send(send_message(accents));
        reader.bytes().reset();
        REQUIRE(brake.read_reply().status == 200);
    }
}

TEST_CASE("readers that stand still cost no more memory than their queues hold") {
    // AddressSanitizer keeps freed memory for a while; not here.
    server_process server{
        {"--send-queue", "64kb", "--log-level", "off"},
        {{"ASAN_OPTIONS", "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}}};
    const std::string ballast(60'000, 'r'); // not shared between rooms
    std::vector<chat_client> stalled;
    constexpr int rooms = 60;
    long before = 0;
    for (int i = 0; i < rooms; ++i) {
        const auto room = create_room(server);
        stalled.push_back(join_as_slow_reader(server, room));
        auto ann = join(server, room, "ann");
        for (int message = 0; message < 10; ++message) {
            ann.send(send_message("x", {{"RequestId", ballast}}));
            CHECK(ann.receive().at("Type") == "MESSAGE");
        }
        if (i == 19) before = peak_memory(server); // warm, and the journal as full as it gets
    }
    // Without a bound it would be 20 MB and more.
    const auto grown = peak_memory(server) - before;
    CAPTURE(grown);
    CHECK(grown < 12'000);
}
