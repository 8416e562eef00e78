// DISCONNECT_USER: all users get the event, then the named one is disconnected.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

json disconnect(std::string_view user, const json& more = {}) {
    json request{{"Action", "DISCONNECT_USER"}, {"UserId", user}};
    if (!more.is_null()) request.update(more);
    return request;
}

struct table {
    explicit table(const server_process& server)
        : room{create_room(server)},
          moderator{join(server, room, "moderator", {{"capabilities", every_capability}})} {}

    std::string room;
    chat_client moderator;
};

} // namespace

TEST_CASE("all connections of the user are closed, and those of others stay open") {
    const server_process server;
    table all{server};
    auto phone = join(server, all.room, "ann");
    auto laptop = join(server, all.room, "ann");
    auto bob = join(server, all.room, "bob");
    auto elsewhere = join(server, create_room(server), "ann");
    all.moderator.send(disconnect("ann", {{"Reason", "Enough"}, {"RequestId", "r"}}));
    const auto event = all.moderator.receive_text();
    for (auto* each : {&phone, &laptop, &bob}) CHECK(each->receive_text() == event);
    for (auto* each : {&phone, &laptop}) {
        CHECK(each->receive_closing() == closing{.code = 1000, .reason = "Enough"});
        each->send_frame({.kind = opcode::close, .payload = write_closing(1000)});
        CHECK(each->is_at_end());
    }
    for (auto* each : {&bob, &elsewhere}) {
        each->send(send_message("I am here"));
        CHECK(each->receive().at("Content") == "I am here");
    }
}

TEST_CASE("the close frame has no reason if the request has none") {
    const server_process server;
    table all{server};
    auto ann = join(server, all.room, "ann");
    all.moderator.send(disconnect("ann"));
    CHECK(ann.receive().at("Attributes") == json{{"UserId", "ann"}});
    CHECK(ann.receive_closing() == closing{.code = 1000, .reason = ""});
}

TEST_CASE("a reason is cut to fit a close frame, between code points") {
    const server_process server;
    table all{server};
    struct {
        std::string name;
        std::string reason;
        std::size_t kept;
    } const rows[] = {
        {.name = "as much as fits", .reason = std::string(123, 'r'), .kept = 123},
        {.name = "one byte more", .reason = std::string(124, 'r'), .kept = 123},
        {.name = "the longest", .reason = std::string(256, 'r'), .kept = 123},
        {.name = "two bytes at the edge", .reason = std::string(122, 'r') + "\u00E9", .kept = 122},
        {.name = "four bytes at the edge",
         .reason = std::string(120, 'r') + "\U0001F600",
         .kept = 120},
        {.name = "four bytes that fit",
         .reason = std::string(119, 'r') + "\U0001F600r",
         .kept = 123},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto ann = join(server, all.room, "ann");
        all.moderator.send(disconnect("ann", {{"Reason", row.reason}}));
        CHECK(ann.receive().at("Attributes").at("Reason") == row.reason);
        CHECK(ann.receive_closing() ==
              closing{.code = 1000, .reason = row.reason.substr(0, row.kept)});
    }
}

TEST_CASE("moderators can disconnect themselves") {
    const server_process server;
    table all{server};
    all.moderator.send(disconnect("moderator", {{"Reason", "Bye"}}));
    CHECK(all.moderator.receive().at("EventName") == "aws:DISCONNECT_USER");
    CHECK(all.moderator.receive_closing() == closing{.code = 1000, .reason = "Bye"});
}

TEST_CASE("messages of a disconnected user are not delivered") {
    const server_process server;
    table all{server};
    auto ann = join(server, all.room, "ann");
    all.moderator.send(disconnect("ann"));
    CHECK(all.moderator.receive().at("Type") == "EVENT");
    for (int i = 0; i < 5; ++i) ann.send(send_message("one more thing"));
    CHECK(ann.skip_to_closing().code == 1000);
    all.moderator.send(send_message("silence"));
    CHECK(all.moderator.receive().at("Content") == "silence");
}

TEST_CASE("a disconnected user may connect again with a new token") {
    const server_process server;
    table all{server};
    const auto spare = create_token(server, all.room, "ann");
    auto ann = join(server, all.room, "ann");
    all.moderator.send(disconnect("ann"));
    CHECK(ann.skip_to_closing().code == 1000);
    chat_client again{server.port(), spare};
    again.send(send_message("back"));
    CHECK(again.receive().at("Content") == "back");
}

TEST_CASE("a disconnected user who does not answer the close frame is disconnected, too") {
    const server_process server;
    table all{server};
    auto ann = join(server, all.room, "ann");
    all.moderator.send(disconnect("ann"));
    CHECK(all.moderator.receive().at("Type") == "EVENT");
    all.moderator.send(send_message("behind her back"));
    CHECK(all.moderator.receive().at("Type") == "MESSAGE");
    std::size_t events = 0;
    CHECK(ann.skip_to_closing(&events).code == 1000);
    CHECK(events == 1);
    // Nothing follows until the server closes the connection after its timeout.
    CHECK(ann.is_at_end());
}

TEST_CASE("the close code can be chosen") {
    const server_process server{{"--close-code-disconnected", "4001"}};
    table all{server};
    auto ann = join(server, all.room, "ann");
    all.moderator.send(disconnect("ann"));
    CHECK(ann.skip_to_closing().code == 4001);
}
