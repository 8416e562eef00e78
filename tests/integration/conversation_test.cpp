// Users in a room: what they send, what they receive, and which errors they get.
#include "integration/support/control_plane.hpp"
#include "integration/support/frames.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ivschat::integration;
using nlohmann::json;

TEST_CASE("a conversation with moderation, a disconnection and a return") {
    const server_process server;
    const auto room = create_room(server, {{"name", "talk"}});
    auto speaker = join(server, room, "speaker", {{"attributes", {{"name", "Ann"}}}});
    auto viewer = join(server, room, "viewer", {{"capabilities", json::array()}});
    auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});

    speaker.send(send_message("Buy cheap watches!", {{"RequestId", "r1"}}));
    const auto spam = speaker.receive();
    CHECK(viewer.receive() == spam);
    CHECK(moderator.receive() == spam);
    CHECK(spam.at("Sender") == json{{"UserId", "speaker"}, {"Attributes", {{"name", "Ann"}}}});

    moderator.send({{"Action", "DELETE_MESSAGE"}, {"Id", spam.at("Id")}, {"Reason", "spam"}});
    for (auto* client : {&speaker, &viewer, &moderator}) {
        const auto event = client->receive();
        CHECK(event.at("EventName") == "aws:DELETE_MESSAGE");
        CHECK(event.at("Attributes").at("MessageID") == spam.at("Id"));
    }

    moderator.send({{"Action", "DISCONNECT_USER"}, {"UserId", "speaker"}, {"Reason", "Enough"}});
    for (auto* client : {&speaker, &viewer, &moderator}) {
        CHECK(client->receive().at("EventName") == "aws:DISCONNECT_USER");
    }
    CHECK(speaker.receive_closing() == closing{.code = 1000, .reason = "Enough"});

    auto again = join(server, room, "speaker");
    again.send(send_message("Sorry."));
    CHECK(viewer.receive().at("Content") == "Sorry.");
    CHECK(moderator.receive().at("Content") == "Sorry.");
}

TEST_CASE("a message frame has the form seen from IVS Chat") {
    const server_process server;
    auto ann = join(server, create_room(server), "ann");
    ann.send_text(R"({"Action":"SEND_MESSAGE","Content":"Hi"})");
    const auto bare = ann.receive_text();
    CHECK(bare == message_frame(bare, {.content = "Hi", .user_id = "ann"}));
    ann.send_text(R"({"Action":"SEND_MESSAGE","Content":"Hi","Attributes":{},"RequestId":null})");
    const auto empty = ann.receive_text();
    CHECK(empty == message_frame(empty, {.attributes = "{}", .content = "Hi", .user_id = "ann"}));
    CHECK(id_of(bare) != id_of(empty));
    CHECK(send_time_of(bare) != send_time_of(empty));
}

TEST_CASE("attributes are delivered with their keys in byte order") {
    const server_process server;
    auto ann = join(server, create_room(server), "ann",
                    {{"attributes", {{"username", "Ann"}, {"avatar", "a/b.png"}}}});
    ann.send_text(
        R"({"Content":"</b>\u00e9\"\\\/\n\u0001","RequestId":"8fe6","Action":"SEND_MESSAGE",)"
        R"("Attributes":{"b":"2","é":"4","a":"1","Z":"0","aa":"3"}})");
    const auto frame = ann.receive_text();
    CHECK(frame ==
          message_frame(frame, {.request_id = "8fe6",
                                .attributes = R"({"Z":"0","a":"1","aa":"3","b":"2","é":"4"})",
                                .content = R"(</b>é\"\\/\n\u0001)",
                                .user_id = "ann",
                                .sender_attributes = R"({"avatar":"a/b.png","username":"Ann"})"}));
}

TEST_CASE("event frames have the form seen from IVS Chat") {
    const server_process server;
    const auto room = create_room(server);
    auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});
    const auto answer_to = [&](const char* request) {
        moderator.send_text(request);
        return moderator.receive_text();
    };
    auto frame = answer_to(
        R"({"Action":"DELETE_MESSAGE","Id":"M2YcHkgffEvU","Reason":"Deleted by moderator"})");
    CHECK(frame == event_frame(frame, {.name = "aws:DELETE_MESSAGE",
                                       .attributes = R"({"MessageID":"M2YcHkgffEvU",)"
                                                     R"("MessageId":"M2YcHkgffEvU",)"
                                                     R"("Reason":"Deleted by moderator"})"}));
    frame = answer_to(R"({"Action":"DELETE_MESSAGE","Id":"M2YcHkgffEvU","RequestId":"r"})");
    CHECK(frame == event_frame(frame, {.request_id = "r",
                                       .name = "aws:DELETE_MESSAGE",
                                       .attributes = R"({"MessageID":"M2YcHkgffEvU",)"
                                                     R"("MessageId":"M2YcHkgffEvU"})"}));
    frame =
        answer_to(R"({"Action":"DISCONNECT_USER","UserId":"x","Reason":"Kicked by moderator"})");
    CHECK(frame ==
          event_frame(frame, {.name = "aws:DISCONNECT_USER",
                              .attributes = R"({"Reason":"Kicked by moderator","UserId":"x"})"}));
}

TEST_CASE("an error frame has the documented form and an id of its own") {
    const server_process server;
    auto ann = join(server, create_room(server), "ann");
    std::set<std::string> ids;
    for (int i = 0; i < 3; ++i) {
        ann.send_text(R"({"Action":"SEND_MESSAGE","Content":"","RequestId":"r\"1"})");
        const auto frame = ann.receive_text();
        CHECK(frame == R"({"Type":"ERROR","Id":")" + id_of(frame) +
                           R"(","RequestId":"r\"1","ErrorCode":400,)"
                           R"("ErrorMessage":"Content must not be empty"})");
        CHECK(ids.insert(id_of(frame)).second);
    }
}

TEST_CASE("keys are accepted in any case, and unknown ones are ignored") {
    const server_process server;
    const auto room = create_room(server);
    auto moderator = join(server, room, "moderator", {{"capabilities", every_capability}});
    moderator.send_text(R"({"action":"SEND_MESSAGE","content":"a","attributes":{"K":"v"},)"
                        R"("requestid":"r","id":5,"SenderName":{}})");
    const auto message = moderator.receive();
    CHECK(message.at("Content") == "a");
    CHECK(message.at("RequestId") == "r");
    CHECK(message.at("Attributes") == json{{"K", "v"}});
    moderator.send_text(R"({"ACTION":"DELETE_MESSAGE","ID":"M2YcHkgffEvU","reason":"x"})");
    CHECK(moderator.receive().at("EventName") == "aws:DELETE_MESSAGE");
    moderator.send_text(R"({"action":"DISCONNECT_USER","userId":"nobody"})");
    CHECK(moderator.receive().at("EventName") == "aws:DISCONNECT_USER");
}

TEST_CASE("invalid requests get the documented error code, sent to the requester alone") {
    const server_process server;
    const auto room = create_room(server, {{"maximumMessageLength", 5}});
    auto witness = join(server, room, "witness");
    const std::string longest_reason(256, 'r');
    struct {
        std::string name;
        json request;
        int code;
    } const rows[] = {
        {"no action", {{"Content", "a"}}, 400},
        {"an unknown action", {{"Action", "SEND_EVENT"}}, 400},
        {"an action of the wrong case", {{"Action", "send_message"}, {"Content", "a"}}, 400},
        {"an action that is a number", {{"Action", 1}}, 400},
        {"no content", {{"Action", "SEND_MESSAGE"}}, 400},
        {"empty content", send_message(""), 400},
        {"white content", send_message(" \n\t\u3000"), 400},
        {"content too long", send_message("123456"), 400},
        {"content too long in four bytes",
         send_message("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600"), 400},
        {"content that is a number", {{"Action", "SEND_MESSAGE"}, {"Content", 5}}, 400},
        {"attributes that are no strings", send_message("a", {{"Attributes", {{"a", 1}}}}), 400},
        {"attributes in a list", send_message("a", {{"Attributes", {"a"}}}), 400},
        {"attributes too big", send_message("a", {{"Attributes", {{"a", std::string(1024, 'v')}}}}),
         413},
        {"no id", {{"Action", "DELETE_MESSAGE"}}, 400},
        {"an id that is none", {{"Action", "DELETE_MESSAGE"}, {"Id", "short"}}, 400},
        {"a reason too long",
         {{"Action", "DELETE_MESSAGE"}, {"Id", "M2YcHkgffEvU"}, {"Reason", longest_reason + "r"}},
         400},
        {"nobody to disconnect", {{"Action", "DISCONNECT_USER"}, {"UserId", ""}}, 400},
        {"a user too long",
         {{"Action", "DISCONNECT_USER"}, {"UserId", std::string(129, 'u')}},
         400},
        {"a request id that is a number",
         {{"Action", "SEND_MESSAGE"}, {"Content", "a"}, {"RequestId", 1}},
         400},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
        auto request = row.request;
        if (!request.contains("RequestId")) request["RequestId"] = "mine";
        ann.send(request);
        const auto error = ann.receive();
        CHECK(error.at("Type") == "ERROR");
        CHECK(error.at("ErrorCode") == row.code);
        CHECK(error.at("RequestId") == (request.at("RequestId").is_string() ? "mine" : ""));
        CHECK(ann.close().code == 1000);
    }
    witness.send(send_message("quiet"));
    CHECK(witness.receive().at("Content") == "quiet");
}

TEST_CASE("a message's length counts code points, without surrounding white space") {
    const server_process server;
    auto ann = join(server, create_room(server, {{"maximumMessageLength", 5}}), "ann");
    const std::string five = " \U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\n";
    ann.send(send_message(five));
    CHECK(ann.receive().at("Content") == five);
    ann.send(send_message("123456"));
    CHECK(ann.receive().at("ErrorMessage") == "Message exceeds maximum length");
}

TEST_CASE("a request without the capability gets error 403") {
    const server_process server;
    const auto room = create_room(server);
    struct {
        std::string capability;
        json request;
    } const rows[] = {
        {"SEND_MESSAGE", send_message("a")},
        {"DELETE_MESSAGE", {{"Action", "DELETE_MESSAGE"}, {"Id", "M2YcHkgffEvU"}}},
        {"DISCONNECT_USER", {{"Action", "DISCONNECT_USER"}, {"UserId", "x"}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.capability);
        json others = every_capability;
        others.erase(std::find(others.begin(), others.end(), row.capability));
        auto without = join(server, room, "without", {{"capabilities", others}});
        without.send(row.request);
        CHECK(without.receive().at("ErrorCode") == 403);
        auto with = join(server, room, "with", {{"capabilities", {row.capability}}});
        with.send(row.request);
        CHECK(with.receive().at("Type") != "ERROR");
    }
}

TEST_CASE("sessions of one user receive the same ids in the same order") {
    const server_process server;
    const auto room = create_room(server);
    auto phone = join(server, room, "ann");
    auto laptop = join(server, room, "ann");
    for (int i = 0; i < 5; ++i) {
        phone.send(send_message("from the phone"));
        laptop.send(send_message("from the laptop"));
    }
    for (int i = 0; i < 10; ++i) CHECK(phone.receive_text() == laptop.receive_text());
}

TEST_CASE("messages do not leave their room") {
    const server_process server;
    auto here = join(server, create_room(server), "ann");
    auto there = join(server, create_room(server), "ann");
    here.send(send_message("here"));
    there.send(send_message("there"));
    CHECK(here.receive().at("Content") == "here");
    CHECK(there.receive().at("Content") == "there");
}

TEST_CASE("a deleted room keeps its connections but takes no messages") {
    const server_process server;
    const auto room = create_room(server);
    auto ann = join(server, room, "ann");
    const auto late = create_token(server, room, "late");
    CHECK(post(server.port(), "/DeleteRoom", json{{"identifier", room}}.dump()).status == 204);
    ann.send(send_message("anybody?", {{"RequestId", "r"}}));
    const auto error = ann.receive();
    CHECK(error.at("ErrorCode") == 404);
    CHECK(error.at("RequestId") == "r");
    ann.send_frame({.kind = opcode::ping, .payload = "still here"});
    CHECK(ann.receive_frame().kind == opcode::pong);
    CHECK(refused_handshake(server.port(), {.token = late}).status == 403);
}
