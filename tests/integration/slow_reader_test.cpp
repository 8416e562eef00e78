// A client that stops reading is disconnected; the others lose nothing.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

// Small socket buffers on both ends, so that the server's own queue fills soon.
chat_client join_as_slow_reader(const server_process& server, std::string_view room) {
    return {server.port(),
            {.token = create_token(server, room, "slow"),
             .options = {.receive_buffer = 4096, .segment_size = 536}}};
}

// Nine kilobytes as a frame: in JSON each of these characters takes six bytes.
json big_message() {
    return send_message(std::string(500, '\x01'),
                        {{"Attributes", {{"a", std::string(1023, '\x01')}}}});
}

// The process's peak resident memory, in kilobytes.
long peak_memory(server_process& server) {
    std::ifstream status{"/proc/" + std::to_string(server.process().id()) + "/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    throw std::runtime_error{"the process has no memory"};
}

} // namespace

TEST_CASE("a slow reader is closed with 1013 and delays nobody") {
    const server_process server{{"--send-queue", "64kb"}};
    const auto room = create_room(server);
    auto slow = join_as_slow_reader(server, room);
    auto quick = join(server, room, "quick");
    std::size_t sent = 0;
    for (int speaker = 0; speaker < 8; ++speaker) {
        auto ann = join(server, room, "ann");
        for (int i = 0; i < 10; ++i, ++sent) {
            ann.send(big_message());
            const auto seen = quick.receive_text(); // before the next is sent, so without delay
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
        // Every received frame was whole, although the rest was dropped.
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

TEST_CASE("a reader that never reads again is reset in the end") {
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
    // The client can still send until the server resets the connection.
    const deadline until;
    const auto keep_sending = [&] {
        while (until.milliseconds_left() > 0) {
            slow.send_frame({.kind = opcode::pong});
            REQUIRE(get(server.port(), "/_ivschat/health/live").status == 200);
        }
    };
    CHECK_THROWS_AS(keep_sending(), connection_reset);
}

TEST_CASE("a slow reader that reads now and then loses nothing") {
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
    // Pongs arrive between the messages, whole and in order.
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

TEST_CASE("a connection opens however small its send queue is") {
    const server_process server{{"--send-queue", "1kb"}};
    const auto room = create_room(server);
    // The reply to the handshake repeats the token, which is longer than that.
    auto ann = join(server, room, "ann", {{"attributes", {{"a", std::string(1023, 'v')}}}});
    ann.send_frame({.kind = opcode::ping, .payload = "there?"});
    CHECK(ann.receive_frame().payload == "there?");
}

// The session learns of the overflow one turn of the event loop later, when the connection may be
// gone. One long handler blocks the server, so that the message and the reset wait for it together.
TEST_CASE("a reader may reset its connection in the moment its queue overflows") {
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
        // The long request is read piece by piece. Wait until only its last byte is missing.
        for (int i = 0; i < 60; ++i) REQUIRE(other.get("/_ivschat/health/live").status == 200);
        brake.send("}");
        // As a frame larger than the queue, as a request small enough to be read at once.
        for (int i = 0; i < 3; ++i) speaker.send(send_message(accents));
        reader.bytes().reset();
        REQUIRE(brake.read_reply().status == 200);
    }
}

TEST_CASE("readers that stop reading take no more memory than their queues") {
    // AddressSanitizer would keep freed memory for a while.
    server_process server{
        {"--send-queue", "64kb", "--log-level", "off"},
        {{"ASAN_OPTIONS", "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}}};
    const std::string ballast(60'000, 'r'); // so that rooms share no frames
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
        if (i == 19) before = peak_memory(server); // the allocator is warm and the journal full
    }
    // Without the bound, it would be more than 20 MB.
    const auto grown = peak_memory(server) - before;
    CAPTURE(grown);
    CHECK(grown < 12'000);
}
