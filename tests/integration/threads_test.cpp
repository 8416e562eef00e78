// Connections on several threads behave as if there were one.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ivschat::integration;

namespace {

// Connections are spread over the threads in turn, so that neighbours in a room are on different
// ones.
struct stage {
    stage() : server{{"--threads", "3"}}, room{create_room(server)} {
        for (int i = 0; i < 6; ++i) people.push_back(join("user " + std::to_string(i)));
    }
    chat_client join(const std::string& user) {
        return ivschat::integration::join(server, room, user, {{"capabilities", every_capability}});
    }

    server_process server;
    std::string room;
    std::vector<chat_client> people;
};

// Returns the status of the reply.
unsigned control_call(const stage& stage, std::string_view method, const std::string& path,
                      const nlohmann::json& body) {
    http_client client{stage.server.port()};
    client.send(write_request(method, "/_ivschat" + path, body.dump(),
                              {{"Content-Type", "application/json"}}));
    return client.read_reply().status;
}

} // namespace

TEST_CASE("all connections receive the same messages in the same order on every thread") {
    stage stage;
    constexpr int rounds = 10;
    for (int i = 0; i < rounds; ++i) {
        for (auto& each : stage.people) each.send(send_message("round " + std::to_string(i)));
    }
    const auto count = stage.people.size() * rounds;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < count; ++i) {
        expected.push_back(stage.people.front().receive().at("Id"));
    }
    for (std::size_t person = 1; person < stage.people.size(); ++person) {
        CAPTURE(person);
        std::vector<std::string> seen;
        for (std::size_t i = 0; i < count; ++i) {
            seen.push_back(stage.people[person].receive().at("Id"));
        }
        CHECK(seen == expected);
    }
}

TEST_CASE("requests of one read, and those behind them, keep their order") {
    stage stage;
    std::string burst;
    for (int i = 0; i < 5; ++i) {
        burst += write_frame({.payload = send_message(std::to_string(i)).dump()});
        burst += write_frame({.kind = opcode::ping, .payload = std::to_string(i)});
    }
    for (auto& each : stage.people) each.bytes().send(burst);
    std::vector<int> next(stage.people.size());
    for (std::size_t i = 0; i < 5 * stage.people.size(); ++i) {
        auto message = stage.people.front().receive_frame();
        while (message.kind == opcode::pong) message = stage.people.front().receive_frame();
        const auto body = nlohmann::json::parse(message.payload);
        const auto user = body.at("Sender").at("UserId").get<std::string>();
        auto& expected = next.at(std::stoul(user.substr(5)));
        CHECK(body.at("Content") == std::to_string(expected++));
    }
}

TEST_CASE("a user is disconnected on every thread, others stay connected") {
    stage stage;
    std::vector<chat_client> crowd;
    for (int i = 0; i < 7; ++i) crowd.push_back(stage.join("crowd"));
    stage.people.front().send(
        {{"Action", "DISCONNECT_USER"}, {"UserId", "crowd"}, {"Reason", "out"}});
    for (auto& each : crowd) {
        CHECK(each.receive().at("EventName") == "aws:DISCONNECT_USER");
        CHECK(each.receive_closing() == closing{.code = 1000, .reason = "out"});
    }
    stage.people.front().send(send_message("still here"));
    for (auto& each : stage.people) {
        CHECK(each.receive().at("EventName") == "aws:DISCONNECT_USER");
        CHECK(each.receive().at("Content") == "still here");
    }
}

TEST_CASE("each connection gets its own errors") {
    stage stage;
    for (auto& each : stage.people) each.send({{"Action", "NOTHING"}, {"RequestId", "r"}});
    for (auto& each : stage.people) {
        const auto error = each.receive();
        CHECK(error.at("ErrorCode") == 400);
        CHECK(error.at("RequestId") == "r");
    }
}

TEST_CASE("sessions of every thread can be listed, counted, stalled and closed") {
    stage stage;
    const auto sessions =
        nlohmann::json::parse(get(stage.server.port(), "/_ivschat/sessions").body).at("sessions");
    REQUIRE(sessions.size() == stage.people.size());
    const auto control = [&](const std::string& path, const nlohmann::json& body) {
        return control_call(stage, "POST", path, body);
    };
    for (const auto& each : sessions) {
        const auto id = std::to_string(each.at("id").get<std::uint64_t>());
        CHECK(control("/sessions/" + id + "/stall", {{"writing", true}}) == 200);
        CHECK(control("/sessions/" + id + "/stall", {{"writing", false}}) == 200);
        CHECK(control("/sessions/" + id + "/send", {{"text", "raw"}}) == 200);
        CHECK(control("/sessions/" + id + "/close", {{"code", 4000}, {"reason", id}}) == 200);
    }
    for (auto& each : stage.people) {
        CHECK(each.receive_text() == "raw");
        CHECK(each.receive_closing().code == 4000);
    }
}

TEST_CASE("moving the clock ends sessions on every thread before the reply") {
    stage stage;
    REQUIRE(control_call(stage, "POST", "/clock", {{"advance", "PT61M"}}) == 200);
    for (auto& each : stage.people) CHECK(each.receive_closing().code == 1000);
}

TEST_CASE("fault rules apply on every thread") {
    stage stage;
    const nlohmann::json twice = {{"match", {{"plane", "delivery"}}},
                                  {"effect", {{"duplicate", nlohmann::json::object()}}}};
    const nlohmann::json late = {{"match", {{"plane", "messaging"}}},
                                 {"effect", {{"delay", "PT0.01S"}}}};
    REQUIRE(control_call(stage, "PUT", "/faults", {{"rules", {twice, late}}}) == 200);
    for (auto& each : stage.people) {
        each.send(send_message("twice"));
        for (auto& other : stage.people) {
            CHECK(other.receive().at("Content") == "twice");
            CHECK(other.receive().at("Content") == "twice");
        }
    }
}

TEST_CASE("requests of one read that a rule delays are all handled in order") {
    for (const auto* const threads : {"1", "3"}) {
        CAPTURE(threads);
        const server_process server{{"--threads", threads}};
        const auto room = create_room(server);
        auto ann = join(server, room, "ann");
        auto bob = join(server, room, "bob"); // on another thread, if there is one
        http_client control{server.port()};
        const nlohmann::json rules = {{"rules",
                                       {{{"match", {{"plane", "messaging"}, {"first", 3}}},
                                         {"effect", {{"delay", "PT0.01S"}}}}}}};
        control.send(write_request("PUT", "/_ivschat/faults", rules.dump(),
                                   {{"Content-Type", "application/json"}}));
        REQUIRE(control.read_reply().status == 200);
        for (auto* const sender : {&ann, &bob}) {
            std::string burst;
            for (int i = 0; i < 4; ++i) {
                burst += write_frame({.payload = send_message(std::to_string(i)).dump()});
                burst += write_frame({.kind = opcode::ping});
            }
            sender->bytes().send(burst);
            sender->bytes().send(write_frame({.payload = send_message("4").dump()}));
            for (int i = 0; i < 5; ++i) {
                auto frame = sender->receive_frame();
                while (frame.kind == opcode::pong) frame = sender->receive_frame();
                CHECK(nlohmann::json::parse(frame.payload).at("Content") == std::to_string(i));
            }
            auto& other = sender == &ann ? bob : ann;
            for (int i = 0; i < 5; ++i) CHECK(other.receive().at("Content") == std::to_string(i));
        }
    }
}

TEST_CASE("a reset removes the connections of every thread") {
    stage stage;
    REQUIRE(control_call(stage, "POST", "/reset", nlohmann::json::object()) == 200);
    for (auto& each : stage.people) CHECK(each.receive_closing().code == 1001);
    const auto journal = get(stage.server.port(), "/_ivschat/journal").json();
    CHECK(journal.at("entries").empty());
}

TEST_CASE("a server with connections on every thread stops in time with close frames") {
    stage stage;
    CHECK(stage.server.stop() == 0);
    for (auto& each : stage.people) CHECK(each.receive_closing().code == 1001);
}

TEST_CASE("clients connect and disconnect on every thread while others send messages") {
    stage stage;
    for (std::size_t i = 0; i < 54; ++i) { // nine from each: a connection may send ten a second
        CAPTURE(i);
        auto visitor = stage.join("visitor");
        stage.people[i % stage.people.size()].send(send_message("go"));
        if (i % 2 == 0)
            visitor.bytes().reset();
        else
            CHECK(visitor.close().code == 1000);
        for (auto& each : stage.people) CHECK(each.receive().at("Content") == "go");
    }
    CHECK(get(stage.server.port(), "/_ivschat/health/live").status == 200);
}
