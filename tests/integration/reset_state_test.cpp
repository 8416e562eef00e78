// What a reset makes of tokens, numbers, lists and the state.
#include "integration/support/reset_stage.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

TEST_CASE("tokens that were minted before a reset of everything are refused") {
    reset_stage it;
    const auto used = create_token(*it.server, demo_room, "ann");
    const auto unused = create_token(*it.server, demo_room, "bob");
    const chat_client ann{it.server->port(), used};
    reset(*it.server);
    for (const auto& token : {used, unused}) {
        CHECK(refused_handshake(it.server->port(), {.token = token}).status == 401);
        const auto inspected = control(it.server->port(), "tokens/inspect", {{"token", token}});
        CHECK(inspected.json().at("state") == "expired");
        CHECK(inspected.json().at("why").get<std::string>().find("reset") != std::string::npos);
    }
    const chat_client cyn = it.join("cyn");
}

TEST_CASE("a reset can keep the tokens") {
    reset_stage it;
    const auto used = create_token(*it.server, demo_room, "ann");
    const auto unused = create_token(*it.server, demo_room, "bob");
    { const chat_client ann{it.server->port(), used}; }
    reset(*it.server, {{"tokens", "keep"}});
    CHECK(refused_handshake(it.server->port(), {.token = used}).status == 401);
    const chat_client bob{it.server->port(), unused};
}

TEST_CASE("tokens of before a reset are refused after a restart, too") {
    const scratch_directory files;
    const arguments options{"--data-dir", files.path_of("data"), "--auto-create-rooms"};
    std::string before;
    std::string after;
    {
        const server_process server{options};
        before = create_token(server, demo_room, "ann");
        reset(server);
        after = create_token(server, demo_room, "bob");
    }
    const server_process server{options};
    CHECK(refused_handshake(server.port(), {.token = before}).status == 401);
    const chat_client bob{server.port(), after};
}

TEST_CASE("a deterministic server repeats itself after a reset") {
    reset_stage it{{"--deterministic", "7"}};
    const auto run = [&] {
        CHECK(control(it.server->port(), "clock", json::parse(R"({"freeze":true})")).status == 200);
        CHECK(control(it.server->port(), "clock", json::parse(R"({"set":"2030-01-01T00:00:00Z"})"))
                  .status == 200);
        const auto token = create_token(*it.server, demo_room, "ann");
        auto ann = chat_client{it.server->port(), token};
        ann.send(send_message("hello"));
        auto seen = ann.receive().dump() + token;
        const auto first = journal_entries(*it.server).at(0);
        seen += first.at("number").dump();
        const auto sessions = get(it.server->port(), "/_ivschat/sessions").json().at("sessions");
        CHECK(sessions.at(0).at("id") == 1);
        const auto id = get(it.server->port(), "/_ivschat/clock").header("x-amzn-RequestId");
        CHECK_FALSE(id.empty());
        return seen + id;
    };
    const auto first = run();
    reset(*it.server);
    const auto second = run();
    reset(*it.server);
    CHECK(run() == second);
    // The first run began with the requests that started it, so only its request ids differ.
    CHECK(first.substr(0, first.size() - 36) == second.substr(0, second.size() - 36));
}

TEST_CASE("the next token of a list is refused after a reset") {
    reset_stage it;
    for (int i = 0; i < 3; ++i) create_room(*it.server);
    const auto page = post(it.server->port(), "/ListRooms", R"({"maxResults":1})").json();
    const json next{{"maxResults", 1}, {"nextToken", page.at("nextToken")}};
    CHECK(post(it.server->port(), "/ListRooms", next.dump()).status == 200);
    reset(*it.server);
    CHECK(post(it.server->port(), "/ListRooms", next.dump()).status == 400);
}

namespace {

// The ARNs of new rooms of one millisecond, in list order.
std::vector<std::string> create_rooms_at_once(const server_process& server) {
    REQUIRE(control(server.port(), "clock", {{"freeze", true}}).status == 200);
    std::vector<std::string> latest_first;
    for (int i = 0; i < 20; ++i) latest_first.insert(latest_first.begin(), create_room(server));
    return latest_first;
}

json list_rooms(const server_process& server) {
    return post(server.port(), "/ListRooms", "{}").json();
}

} // namespace

TEST_CASE("a list keeps its order over a restart") {
    const scratch_directory files;
    const arguments options{"--data-dir", files.path_of("data")};
    json before;
    {
        const server_process server{options};
        create_rooms_at_once(server);
        before = list_rooms(server);
    }
    const server_process server{options};
    CHECK(list_rooms(server) == before);
}

TEST_CASE("a state can be loaded as it was exported, and lists keep their order") {
    const server_process server{{"--auto-create-rooms"}};
    for (const std::string id : {"short", "an-id-of-another-form", "AbCdEfGhIjKl"}) {
        const json event{{"roomIdentifier", "arn:aws:ivschat:us-east-1:123456789012:room/" + id},
                         {"eventName", "e"}};
        REQUIRE(post(server.port(), "/SendEvent", event.dump()).status == 200);
    }
    const auto latest_first = create_rooms_at_once(server);
    const auto state = get(server.port(), "/_ivschat/state").body;
    const auto before = list_rooms(server);
    for (std::size_t i = 0; i < latest_first.size(); ++i) {
        CHECK(before.at("rooms").at(i).at("arn") == latest_first[i]);
    }
    reset(server);
    CHECK(list_rooms(server).at("rooms").empty());
    CHECK(control(server.port(), "state", json::parse(state), "PUT").status == 200);
    CHECK(get(server.port(), "/_ivschat/state").body == state);
    CHECK(list_rooms(server) == before);
}
