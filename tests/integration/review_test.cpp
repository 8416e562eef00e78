// Message review, seen at the level of frames. (What SDKs see of it is tested in tests/sdk.)
#include "integration/support/control_plane.hpp"
#include "integration/support/hung_handler.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

std::string create_denying_room(const server_process& server) {
    return create_room(server, {{"messageReviewHandler",
                                 {{"uri", "arn:aws:lambda:us-east-1:123456789012:function:review"},
                                  {"fallbackResult", "DENY"}}}});
}

} // namespace

// RFC 6455, 5.5.1.
TEST_CASE("a verdict that arrives after the close frame is not sent") {
    const hung_handler handler;
    server_process server{{"--lambda-endpoint", handler.url(), "--review-timeout", "300ms"}};
    const auto room = create_denying_room(server);
    auto kicked = join(server, room, "kicked");
    auto witness = join(server, room, "witness");
    kicked.send(send_message("first"));
    kicked.send({{"Action", "DELETE_MESSAGE"}, {"Id", "AbCdEfGhIjKl"}});
    CHECK(kicked.receive().at("ErrorCode") == 403); // so the first is already under review
    const json command{{"roomIdentifier", room}, {"userId", "kicked"}};
    CHECK(post(server.port(), "/DisconnectUser", command.dump()).status == 200);
    CHECK(kicked.receive().at("EventName") == "aws:DISCONNECT_USER");
    CHECK(kicked.receive_closing().code == 1000);
    CHECK(witness.receive().at("EventName") == "aws:DISCONNECT_USER");
    witness.send(send_message("second"));
    // Its review began later, so the first review has ended, too.
    CHECK(witness.receive().at("ErrorCode") == 406);
    kicked.send_frame({.kind = opcode::close, .payload = write_closing(1000)});
    CHECK(kicked.is_at_end());
}

TEST_CASE("ninety reviews that hang are not lost and do not delay the stop") {
    const hung_handler handler;
    server_process server{{"--lambda-endpoint", handler.url(), "--review-timeout", "1m"}};
    const auto room = create_denying_room(server);
    std::vector<chat_client> senders;
    for (int i = 0; i < 10; ++i) senders.push_back(join(server, room, "ann"));
    for (auto& sender : senders) {
        for (int i = 0; i < 9; ++i) sender.send(send_message("x"));
        sender.send({{"Action", "DELETE_MESSAGE"}, {"Id", "AbCdEfGhIjKl"}});
        CHECK(sender.receive().at("ErrorCode") == 403);
    }
    server.process().signal(SIGTERM);
    for (auto& sender : senders) {
        for (int i = 0; i < 9; ++i) CHECK(sender.receive().at("ErrorCode") == 406);
        CHECK(sender.receive_closing().code == 1001);
    }
    CHECK(server.process().wait(std::chrono::seconds{2}) == 0);
}
