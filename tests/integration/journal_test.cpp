// The journal's size, what it records of calls, and how long it may take to search it.
// (What it records of connections is tested in tests/sdk.)
#include "integration/support/control_plane.hpp"
#include "integration/support/deadline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace ivschat::integration;

namespace {

nlohmann::json journal_of(const server_process& server) {
    return get(server.port(), "/_ivschat/journal").json();
}

// The lines of the metrics page that contain the text.
std::string figures(const server_process& server, std::string_view text) {
    std::istringstream page{get(server.port(), "/_ivschat/metrics").body};
    std::string lines;
    for (std::string line; std::getline(page, line);) {
        if (line.find(text) != std::string::npos) lines += line + '\n';
    }
    REQUIRE_FALSE(lines.empty());
    return lines;
}

} // namespace

TEST_CASE("a journal keeps the latest entries, up to its size") {
    const server_process server{{"--journal", "3"}};
    for (int i = 0; i < 5; ++i) create_room(server);
    const auto journal = journal_of(server);
    REQUIRE(journal.at("entries").size() == 3);
    CHECK(journal.at("entries").front().at("number") == 3);
    CHECK(journal.at("lost") == 2);
}

TEST_CASE("a journal that is off is empty, and refuses to be waited for") {
    const server_process server{{"--journal", "0"}};
    auto ann = join(server, create_room(server), "ann");
    ann.send(send_message("unheard"));
    CHECK(ann.receive().at("Content") == "unheard");
    CHECK(journal_of(server).at("entries").empty());
    const auto refused = post(server.port(), "/_ivschat/journal/wait", R"({"content": "unheard"})",
                              {{"Content-Type", "application/json"}});
    CHECK(refused.status == 400);
    CHECK(refused.body.find("--journal") != std::string::npos);
}

TEST_CASE("a call that a rule only delays is recorded without an error") {
    const server_process server;
    http_client control{server.port()};
    const auto* const rules =
        R"({"rules": [{"match": {"plane": "control"}, "effect": {"delay": "PT0.001S"}}]})";
    control.send(
        write_request("PUT", "/_ivschat/faults", rules, {{"Content-Type", "application/json"}}));
    REQUIRE(control.read_reply().status == 200);
    create_room(server);
    const auto journal = get(server.port(), "/_ivschat/journal").json();
    const auto& last = journal.at("entries").back();
    CHECK(last.at("operation") == "CreateRoom");
    CHECK(last.at("code") == 200);
    CHECK_FALSE(last.contains("error"));
    CHECK_FALSE(last.contains("reason"));
}

TEST_CASE("a handshake has the code of its reply, whether it succeeded or not") {
    const server_process server;
    const auto room = create_room(server);
    const auto token = create_token(server, room, "ann");
    chat_client ann{server.port(), token};
    CHECK_THROWS(chat_client{server.port(), token});
    const auto handshakes =
        get(server.port(), "/_ivschat/journal?kind=handshake").json().at("entries");
    REQUIRE(handshakes.size() == 2);
    CHECK(handshakes[0].at("code") == 101);
    CHECK(handshakes[1].at("code") == 401);
    CHECK(get(server.port(), "/_ivschat/journal?code=101").json().at("entries").size() == 1);
}

TEST_CASE("a call is recorded with what it names, as its twin of the chat connection is") {
    const server_process server;
    const auto room = create_room(server);
    const auto call = [&](std::string_view path, nlohmann::json body) {
        body["roomIdentifier"] = room;
        REQUIRE(post(server.port(), path, body.dump()).status < 300);
        return journal_of(server).at("entries").back();
    };
    const auto disconnection = call("/DisconnectUser", {{"userId", "bob"}, {"reason", "rude"}});
    CHECK(disconnection.at("operation") == "DisconnectUser");
    CHECK(disconnection.at("targetUser") == "bob");
    CHECK_FALSE(disconnection.contains("user"));
    const auto deletion = call("/DeleteMessage", {{"id", "M2YcHkgffEvU"}});
    CHECK(deletion.at("operation") == "DeleteMessage");
    CHECK(deletion.at("messageId") == "M2YcHkgffEvU");
    const auto event = call("/SendEvent", {{"eventName", "goal"}});
    CHECK(event.at("operation") == "SendEvent");
    CHECK(event.at("eventName") == "goal");
}

TEST_CASE("a rule for a user applies to the call that disconnects that user") {
    const server_process server;
    const auto room = create_room(server);
    http_client control{server.port()};
    control.send(write_request(
        "PUT", "/_ivschat/faults",
        R"({"rules": [{"match": {"plane": "control", "user": "bob"}, "effect": {"throttle": {}}}]})",
        {{"Content-Type", "application/json"}}));
    REQUIRE(control.read_reply().status == 200);
    const auto disconnect = [&](std::string_view user) {
        const nlohmann::json body{{"roomIdentifier", room}, {"userId", user}};
        return post(server.port(), "/DisconnectUser", body.dump()).status;
    };
    CHECK(disconnect("bob") == 429);
    CHECK(disconnect("ann") < 300);
}

TEST_CASE("a preflight is no call, whether it is granted or not") {
    for (const std::string granted : {"https://app.example", "https://other.example"}) {
        CAPTURE(granted);
        const server_process server{{"--cors-origin", granted}};
        const auto calls = [&] { return figures(server, "operation=\"none\""); };
        const auto before = calls();
        http_client browser{server.port()};
        browser.send(write_request(
            "OPTIONS", "/CreateRoom", {},
            {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "POST"}}));
        CHECK(browser.read_reply().has("Access-Control-Allow-Origin") ==
              (granted == "https://app.example"));
        CHECK(journal_of(server).at("entries").empty());
        CHECK(calls() == before);
        create_room(server);
        CHECK(journal_of(server).at("entries").size() == 1);
    }
}

TEST_CASE("an outcome tells of entries that fell out of the journal") {
    const server_process server{{"--journal", "3"}};
    for (int i = 0; i < 5; ++i) create_room(server);
    const auto wait = [&](std::string_view body) {
        return post(server.port(), "/_ivschat/journal/wait", body,
                    {{"Content-Type", "application/json"}})
            .json();
    };
    const auto missed = wait(R"({"operation": "CreateRoom", "count": 5, "within": "PT0S"})");
    CHECK(missed.at("matched") == 3);
    CHECK(missed.at("lost") == 2);
    CHECK(missed.at("explanation") ==
          "3 entries matched, at least 5 were expected. 2 entries fell out of the journal before "
          "this wait could test them; --journal sets how many it keeps.");
}

TEST_CASE("searching a full journal does not keep the server from other work") {
    using namespace std::chrono_literals;
    const server_process server{{"--journal", "100000"}};
    const auto room = create_room(server, {{"maximumMessageLength", 500}});
    const std::string content(500, 'a');
    http_client control{server.port()};
    const nlohmann::json rule{{"match", {{"plane", "messaging"}}},
                              {"effect", {{"errorFrame", {{"code", 500}}}}}};
    control.send(write_request("PUT", "/_ivschat/faults", nlohmann::json{{"rules", {rule}}}.dump(),
                               {{"Content-Type", "application/json"}}));
    REQUIRE(control.read_reply().status == 200);
    auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
    constexpr int messages = 5000;
    for (int i = 0; i < messages; ++i) {
        ann.send(send_message(content));
        if (i % 100 == 99) {
            for (int read = 0; read < 100; ++read) ann.receive();
        }
    }
    // RE2 needs some milliseconds for each entry with this one.
    const nlohmann::json wait{{"content", {{"matches", "(((a{1,10}){1,10}){1,9})z"}}},
                              {"within", "PT5M"}};
    http_client waiting{server.port()};
    waiting.send(write_request("POST", "/_ivschat/journal/wait", wait.dump(),
                               {{"Content-Type", "application/json"}}));
    steady_clock::duration longest{0};
    for (int i = 0; i < 20; ++i) {
        const auto began = steady_clock::now();
        REQUIRE(get(server.port(), "/_ivschat/health/live").status == 200);
        longest = std::max(longest, steady_clock::now() - began);
    }
    CHECK(longest < 2s); // it would take longer by far if the wait tested all entries at once
}

TEST_CASE("a call that fails is recorded with AWS's name of its error") {
    const server_process server;
    post(server.port(), "/NoSuchOperation", "{}");
    get(server.port(), "/CreateRoom");
    post(server.port(), "/GetRoom", "{}");
    const auto journal = journal_of(server);
    const auto& entries = journal.at("entries");
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].at("error") == "UnknownOperationException");
    CHECK(entries[1].at("error") == "MethodNotAllowedException");
    CHECK(entries[2].at("error") == "ValidationException");
}
