// Clients connect and disconnect, with and without close frames, while others send messages.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;

namespace {

enum class farewell { close_frame, half_close, reset, reset_in_a_frame, message_and_reset, count };

void leave(chat_client client, farewell how) {
    switch (how) {
    case farewell::close_frame:
        CHECK(client.close().code == 1000);
        return;
    case farewell::half_close:
        client.bytes().finish_sending();
        return;
    case farewell::reset:
        client.bytes().reset();
        return;
    case farewell::reset_in_a_frame:
        client.bytes().send("\x81\xFE\x10");
        client.bytes().reset();
        return;
    case farewell::message_and_reset:
        client.send_frame({.kind = opcode::ping});
        client.bytes().reset();
        return;
    case farewell::count:
        return;
    }
}

} // namespace

TEST_CASE("two hundred clients connect and disconnect while messages flow") {
    const server_process server;
    constexpr int rooms = 4; // each allows a burst of 100 messages
    for (int in_room = 0; in_room < rooms; ++in_room) {
        const auto room = create_room(server);
        auto listener = join(server, room, "listener");
        for (int i = 0; i < 200 / rooms; ++i) {
            CAPTURE(i);
            auto visitor = join(server, room, "visitor");
            visitor.send(send_message("visit " + std::to_string(i)));
            CHECK(listener.receive().at("Content") == "visit " + std::to_string(i));
            leave(std::move(visitor), static_cast<farewell>(i % static_cast<int>(farewell::count)));
        }
    }
    CHECK(get(server.port(), "/_ivschat/health/live").status == 200);
}

TEST_CASE("many clients disconnect at once while a message is delivered to all of them") {
    const server_process server;
    const auto room = create_room(server);
    auto speaker = join(server, room, "speaker");
    std::vector<chat_client> crowd;
    for (int i = 0; i < 100; ++i) crowd.push_back(join(server, room, "crowd"));
    for (int i = 0; i < 10; ++i) {
        speaker.send(send_message("to all"));
        for (int leaving = 0; leaving < 10; ++leaving) {
            crowd.back().bytes().reset();
            crowd.pop_back();
        }
        CHECK(speaker.receive().at("Content") == "to all");
    }
}

TEST_CASE("all of a user's many connections are disconnected at once") {
    const server_process server;
    const auto room = create_room(server);
    auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});
    std::vector<chat_client> crowd;
    for (int i = 0; i < 100; ++i) crowd.push_back(join(server, room, "crowd"));
    moderator.send({{"Action", "DISCONNECT_USER"}, {"UserId", "crowd"}, {"Reason", "out"}});
    for (auto& each : crowd) {
        CHECK(each.receive().at("EventName") == "aws:DISCONNECT_USER");
        CHECK(each.receive_closing() == closing{.code = 1000, .reason = "out"});
    }
    CHECK(moderator.receive().at("EventName") == "aws:DISCONNECT_USER");
}

TEST_CASE("each of many tokens used at the same time opens one connection") {
    const server_process server;
    const auto room = create_room(server);
    std::vector<std::string> tokens;
    for (int i = 0; i < 50; ++i) tokens.push_back(create_token(server, room, "ann"));
    std::vector<chat_client> clients;
    for (const auto& token : tokens) clients.emplace_back(server.port(), token);
    for (const auto& token : tokens) {
        CHECK(refused_handshake(server.port(), {.token = token}).status == 401);
    }
}
