// Clients that close their connection while the server works for them.
#include "integration/support/control_plane.hpp"
#include "integration/support/deadline.hpp"

#include <doctest/doctest.h>

#include <deque>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

std::string wait_request(const json& wait) { return write_control("journal/wait", wait); }

const json endless{{"content", "never"}, {"within", "PT5M"}};
const json immediate{{"content", "never"}, {"within", "PT0S"}};

// Calls `is_true` until it returns true. Each call asks the server, so nothing needs to sleep.
template <class Predicate>
bool eventually(Predicate is_true) {
    const deadline end;
    while (!is_true()) {
        if (end.milliseconds_left() == 0) return false;
    }
    return true;
}

void set_rule(const server_process& server, const json& match, const json& effect) {
    set_rules(server, json::array({{{"name", "rule"}, {"match", match}, {"effect", effect}}}));
}

std::size_t journal_size(const server_process& server, const std::string& query) {
    return get(server.port(), "/_ivschat/journal?" + query).json().at("entries").size();
}

std::size_t room_count(const server_process& server) {
    return post(server.port(), "/ListRooms", "{}").json().at("rooms").size();
}

// From the metrics page.
int http_connections(const server_process& server) {
    const auto page = get(server.port(), "/_ivschat/metrics").body;
    const std::string name = "\nivschat_connections{protocol=\"http\"} ";
    const auto at = page.find(name);
    REQUIRE(at != std::string::npos);
    return std::stoi(page.substr(at + name.size()));
}

} // namespace

TEST_CASE("a wait whose client has gone frees its place") {
    constexpr std::size_t most = 1024;
    const server_process server;
    std::deque<connection> waiting;
    for (std::size_t i = 0; i < most; ++i)
        waiting.emplace_back(server.port()).send(wait_request(endless));
    const auto status = [&] { return control(server.port(), "journal/wait", immediate).status; };
    REQUIRE(eventually([&] { return status() == 429; }));
    const auto refused = control(server.port(), "journal/wait", immediate);
    CHECK(refused.error() == "ThrottlingException");
    CHECK(refused.body.find("1024 requests wait") != std::string::npos);
    SUBCASE("by a close") { waiting.pop_back(); }
    SUBCASE("by a reset") { waiting.back().reset(); }
    SUBCASE("after it had sent another request") {
        waiting.back().send(write_request("GET", "/_ivschat/health/live"));
        waiting.pop_back();
    }
    CHECK(eventually([&] { return status() == 200; }));
}

TEST_CASE("a pipelined request does not end the wait before it") {
    const server_process server;
    http_client client{server.port()};
    client.send(wait_request({{"kind", "api_call"}, {"within", "PT5M"}}) +
                write_request("GET", "/_ivschat/health/live"));
    REQUIRE(get(server.port(), "/_ivschat/health/live").status == 200);
    client.send(write_request("GET", "/_ivschat/health/live"));
    create_room(server);
    const auto waited = client.read_reply();
    CHECK(waited.status == 200);
    CHECK(waited.json().at("fulfilled") == true);
    CHECK(client.read_reply().status == 200);
    CHECK(client.read_reply().status == 200);
}

TEST_CASE("a call that a rule holds is not executed if its client has gone") {
    for (const json& effect : {json{{"stall", json::object()}}, json{{"delay", "PT5M"}}}) {
        CAPTURE(effect.dump());
        const server_process server;
        set_rule(server, {{"operation", "CreateRoom"}}, effect);
        std::optional<connection> client{server.port()};
        client->send(write_request("POST", "/CreateRoom", R"({"name":"lost"})"));
        REQUIRE(eventually([&] { return journal_size(server, "kind=fault") == 1; }));
        client.reset();
        // Only the connection that asks is left.
        REQUIRE(eventually([&] { return http_connections(server) == 1; }));
        http_client{server.port()}.send(write_request("DELETE", "/_ivschat/faults"));
        CHECK(room_count(server) == 0);
        CHECK(journal_size(server, "operation=CreateRoom&kind=api_call") == 0);
    }
}

TEST_CASE("a call that a rule delays is executed once if its client stays") {
    const server_process server;
    set_rule(server, {{"operation", "CreateRoom"}}, {{"delay", "PT0.01S"}});
    http_client client{server.port()};
    client.send(write_request("POST", "/CreateRoom", "{}") +
                write_request("POST", "/ListRooms", "{}"));
    CHECK(client.read_reply().status == 200);
    CHECK(client.read_reply().json().at("rooms").size() == 1);
}

TEST_CASE("a handshake that a rule holds opens no connection if its client has gone") {
    const server_process server;
    const auto room = create_room(server);
    set_rule(server, {{"plane", "handshake"}}, {{"stall", json::object()}});
    std::optional<connection> client{server.port()};
    client->send(write_handshake({.token = create_token(server, room, "ann")}));
    REQUIRE(eventually([&] { return journal_size(server, "kind=fault") == 1; }));
    client.reset();
    REQUIRE(eventually([&] { return http_connections(server) == 1; }));
    http_client control{server.port()};
    control.send(write_control("faults", json::object(), "DELETE"));
    REQUIRE(control.read_reply().status == 200);
    CHECK(journal_size(server, "kind=handshake") == 0);
}
