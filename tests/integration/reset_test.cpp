// A reset is a barrier: what began before it has no effect after its reply.
#include "integration/support/control_plane.hpp"
#include "integration/support/hung_handler.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

constexpr std::array thread_counts{"1", "2"};

const header_list json_content{{"Content-Type", "application/json"}};

http_reply control(const server_process& server, const std::string& path, const json& body) {
    return post(server.port(), "/_ivschat/" + path, body.dump(), json_content);
}

json reset(const server_process& server, const json& options = json::object()) {
    const auto reply = control(server, "reset", options);
    CAPTURE(reply.body);
    REQUIRE(reply.status == 200);
    return reply.json();
}

void set_rules(const server_process& server, const json& rules) {
    http_client client{server.port()};
    client.send(
        write_request("PUT", "/_ivschat/faults", json{{"rules", rules}}.dump(), json_content));
    const auto reply = client.read_reply();
    CAPTURE(reply.body);
    REQUIRE(reply.status == 200);
}

json entries(const server_process& server, const std::string& query = {}) {
    return get(server.port(), "/_ivschat/journal" + query).json().at("entries");
}

// Completes when so many hits of rules are in the journal.
void wait_for_faults(const server_process& server, int count) {
    const json wait = {{"kind", "fault"}, {"count", count}, {"within", "PT10S"}};
    REQUIRE(control(server, "journal/wait", wait).status == 200);
}

json control_stall(const std::string& operation) {
    return {{"match", {{"plane", "control"}, {"operation", operation}}},
            {"effect", {{"stall", json::object()}}}};
}

// A server whose seed has a room, so that the room outlives a reset.
struct stage {
    explicit stage(arguments more = {}, const json& room_settings = json::object()) {
        json room = {{"arn", demo_room}, {"maximumMessageRatePerSecond", 100}};
        room.update(room_settings);
        files.write("seed.json", json{{"rooms", {room}}}.dump());
        arguments all{"--seed", files.path_of("seed.json")};
        all.insert(all.end(), more.begin(), more.end());
        server.emplace(all);
    }

    chat_client join(const std::string& user) const {
        return {server->port(), create_token(*server, demo_room, user)};
    }
    // What reaches the room next must be this message of another user.
    void check_next(chat_client& reader) {
        auto speaker = join("speaker");
        speaker.send(send_message("next"));
        CHECK(reader.receive().at("Content") == "next");
    }

    scratch_directory files;
    std::optional<server_process> server;
};

} // namespace

TEST_CASE("a call that a rule holds ends with an error, and does nothing") {
    stage it;
    for (const json& options : {json::object(), json{{"connections", "keep"}}}) {
        CAPTURE(options.dump());
        set_rules(*it.server, json::array({control_stall("CreateRoom")}));
        http_client caller{it.server->port()};
        caller.send(write_request("POST", "/CreateRoom", "{}"));
        wait_for_faults(*it.server, 1);
        reset(*it.server, options);
        const auto reply = caller.read_reply();
        CHECK(reply.status == 503);
        CHECK(reply.error() == "ServiceUnavailable");
        CHECK(reply.body.find("reset") != std::string::npos);
        CHECK(get(it.server->port(), "/_ivschat/state").json().at("rooms").size() == 1);
        CHECK(entries(*it.server).empty());
    }
}

TEST_CASE("a reset of a room ends what is held in that room only") {
    stage it;
    const auto other = create_room(*it.server);
    set_rules(*it.server, json::array({control_stall("SendEvent")}));
    http_client here{it.server->port()};
    http_client there{it.server->port()};
    const auto event = [](std::string_view room) {
        return write_request("POST", "/SendEvent",
                             json{{"roomIdentifier", room}, {"eventName", "e"}}.dump());
    };
    here.send(event(demo_room));
    wait_for_faults(*it.server, 1);
    there.send(event(other));
    wait_for_faults(*it.server, 2);
    reset(*it.server, {{"room", demo_room}});
    CHECK(here.read_reply().status == 503);
    set_rules(*it.server, json::array());
    CHECK(there.read_reply().status == 200);
    CHECK(entries(*it.server, "?operation=SendEvent&kind=api_call").size() == 1);
}

TEST_CASE("a handshake that a rule holds is refused, and opens nothing") {
    stage it;
    set_rules(*it.server,
              {{{"match", {{"plane", "handshake"}}}, {"effect", {{"stall", json::object()}}}}});
    const auto token = create_token(*it.server, demo_room, "ann");
    http_client caller{it.server->port()};
    caller.send(write_handshake({.token = token}));
    wait_for_faults(*it.server, 1);
    reset(*it.server);
    CHECK(caller.read_reply().status == 503);
    CHECK(get(it.server->port(), "/_ivschat/sessions").json().at("sessions").empty());
    CHECK(entries(*it.server).empty());
}

TEST_CASE("a message under review is not delivered after a reset") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        const hung_handler handler;
        stage it{
            {"--lambda-endpoint", handler.url(), "--review-timeout", "1m", "--threads", threads},
            {{"messageReviewHandler",
              {{"uri", "arn:aws:lambda:us-east-1:123456789012:function:review"},
               {"fallbackResult", "ALLOW"}}}}};
        auto ann = it.join("ann");
        ann.send(send_message("under review"));
        const json wait = {{"kind", "inbound"}, {"within", "PT10S"}};
        REQUIRE(control(*it.server, "journal/wait", wait).status == 200);
        const auto report = reset(*it.server, {{"connections", "keep"}});
        CHECK(report.at("reviewsAborted") == 1);
        CHECK(report.at("callsUnfinished") == 0);
        const json event{{"roomIdentifier", demo_room}, {"eventName", "next"}};
        CHECK(post(it.server->port(), "/SendEvent", event.dump()).status == 200);
        CHECK(ann.receive().at("EventName") == "next");
        const auto metrics = get(it.server->port(), "/_ivschat/metrics").body;
        CHECK(metrics.find("ivschat_reviews_under_way 0") != std::string::npos);
    }
}

TEST_CASE("connections that are kept bring nothing of before over a reset") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        stage it{{"--threads", threads}};
        auto reader = it.join("reader");
        auto sender = it.join("sender");
        // The first message is held by a rule, the second behind it in the socket.
        set_rules(*it.server, {{{"match", {{"plane", "messaging"}, {"user", "sender"}}},
                                {"effect", {{"stall", json::object()}}}}});
        sender.send(send_message("held"));
        wait_for_faults(*it.server, 1);
        sender.send(send_message("behind it"));
        reset(*it.server, {{"connections", "keep"}});
        it.check_next(reader);
        CHECK(sender.receive().at("Content") == "next");
        sender.send(send_message("new"));
        CHECK(reader.receive().at("Content") == "new");
        const auto seen = entries(*it.server, "?kind=inbound");
        CHECK(seen.size() == 2);
    }
}

TEST_CASE("frames that a rule delays are not delivered after a reset") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        stage it{{"--threads", threads}};
        auto reader = it.join("reader");
        auto sender = it.join("sender");
        set_rules(*it.server, {{{"match", {{"plane", "delivery"}, {"user", "reader"}}},
                                {"effect", {{"delay", "PT600S"}}}}});
        sender.send(send_message("delayed"));
        CHECK(sender.receive().at("Content") == "delayed");
        reset(*it.server, {{"connections", "keep"}});
        it.check_next(reader);
    }
}

TEST_CASE("a kept connection has its whole rate again") {
    stage it;
    auto ann = it.join("ann");
    const auto exhaust = [&] {
        int sent = 0;
        for (bool is_limited = false; !is_limited; ++sent) {
            ann.send(send_message("x"));
            is_limited = ann.receive().at("Type") == "ERROR";
        }
        return sent;
    };
    CHECK(control(*it.server, "clock", json::parse(R"({"freeze":true})")).status == 200);
    CHECK(exhaust() > 1);
    reset(*it.server, {{"connections", "keep"}});
    ann.send(send_message("again"));
    CHECK(ann.receive().at("Type") == "MESSAGE");
}

TEST_CASE("tokens that were minted before a reset of everything are refused") {
    stage it;
    const auto used = create_token(*it.server, demo_room, "ann");
    const auto unused = create_token(*it.server, demo_room, "bob");
    const chat_client ann{it.server->port(), used};
    reset(*it.server);
    for (const auto& token : {used, unused}) {
        CHECK(refused_handshake(it.server->port(), {.token = token}).status == 401);
        const auto inspected = control(*it.server, "tokens/inspect", {{"token", token}});
        CHECK(inspected.json().at("state") == "expired");
        CHECK(inspected.json().at("why").get<std::string>().find("reset") != std::string::npos);
    }
    const chat_client cyn = it.join("cyn");
}

TEST_CASE("a reset can keep the tokens") {
    stage it;
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
    stage it{{"--deterministic", "7"}};
    const auto run = [&] {
        CHECK(control(*it.server, "clock", json::parse(R"({"freeze":true})")).status == 200);
        CHECK(
            control(*it.server, "clock", json::parse(R"({"set":"2030-01-01T00:00:00Z"})")).status ==
            200);
        const auto token = create_token(*it.server, demo_room, "ann");
        auto ann = chat_client{it.server->port(), token};
        ann.send(send_message("hello"));
        auto seen = ann.receive().dump() + token;
        const auto first = entries(*it.server).at(0);
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

TEST_CASE("a wait for the journal ends with an error when the server is reset") {
    stage it;
    http_client waiting{it.server->port()};
    const json wait = {{"kind", "close"}, {"within", "PT1M"}};
    waiting.send(write_request("POST", "/_ivschat/journal/wait", wait.dump(), json_content));
    // A second wait on the same connection order: the first is registered once this one is done.
    REQUIRE(control(*it.server, "journal/wait", {{"kind", "close"}, {"within", "PT0S"}}).status ==
            200);
    reset(*it.server);
    const auto reply = waiting.read_reply();
    CHECK(reply.status == 503);
    CHECK(reply.body.find("reset") != std::string::npos);
}

TEST_CASE("the next token of a list is refused after a reset") {
    stage it;
    for (int i = 0; i < 3; ++i) create_room(*it.server);
    const auto page = post(it.server->port(), "/ListRooms", R"({"maxResults":1})").json();
    const json next{{"maxResults", 1}, {"nextToken", page.at("nextToken")}};
    CHECK(post(it.server->port(), "/ListRooms", next.dump()).status == 200);
    reset(*it.server);
    CHECK(post(it.server->port(), "/ListRooms", next.dump()).status == 400);
}

TEST_CASE("a connection that does not read is cut by a reset, and delays nothing") {
    for (const auto* threads : thread_counts) {
        CAPTURE(threads);
        stage it{{"--threads", threads}};
        chat_client stuck{it.server->port(),
                          {.token = create_token(*it.server, demo_room, "stuck"),
                           .options = {.receive_buffer = 4096, .segment_size = 536}}};
        auto speaker = it.join("speaker");
        const json big = send_message(std::string(500, '\x01'),
                                      {{"Attributes", {{"a", std::string(1023, '\x01')}}}});
        // Until the kernel's buffers are full and stay so, although they may grow for a while.
        for (int stuck_in_a_row = 0; stuck_in_a_row < 50;) {
            speaker.send(big);
            speaker.receive_text();
            const auto clock = control(*it.server, "clock", {{"advance", "PT1S"}}).json();
            const bool is_stuck = clock.contains("stuck") && clock.at("stuck") == json{1};
            stuck_in_a_row = is_stuck ? stuck_in_a_row + 1 : 0;
        }
        const auto report = reset(*it.server);
        CHECK(report.at("connectionsClosed") == 2);
        CHECK(report.at("connectionsCut") == 1);
        CHECK(speaker.skip_to_closing().code == 1001);
    }
}

TEST_CASE("session calls do not wait for a connection that does not read") {
    stage it;
    chat_client stuck{it.server->port(),
                      {.token = create_token(*it.server, demo_room, "stuck"),
                       .options = {.receive_buffer = 4096, .segment_size = 536}}};
    const json big{{"text", std::string(1U << 20U, 'x')}};
    http_reply reply;
    do {
        reply = control(*it.server, "sessions/1/send", big);
        REQUIRE(reply.status == 200);
    } while (reply.body == "{}");
    CHECK(reply.json().at("stuck") == json{1});
    CHECK(control(*it.server, "sessions/1/close", json::object()).body == "{}");
    CHECK(control(*it.server, "sessions/1/close", json::object()).status == 404);
}

TEST_CASE("a state can be loaded as it was exported, and lists keep their order") {
    const server_process server{{"--auto-create-rooms"}};
    for (const std::string id : {"short", "an-id-of-another-form", "AbCdEfGhIjKl"}) {
        const json event{{"roomIdentifier", "arn:aws:ivschat:us-east-1:123456789012:room/" + id},
                         {"eventName", "e"}};
        REQUIRE(post(server.port(), "/SendEvent", event.dump()).status == 200);
    }
    for (int i = 0; i < 20; ++i) create_room(server);
    const auto list = [&] { return post(server.port(), "/ListRooms", "{}").json(); };
    const auto state = get(server.port(), "/_ivschat/state").body;
    const auto before = list();
    reset(server);
    CHECK(list().at("rooms").empty());
    http_client client{server.port()};
    client.send(write_request("PUT", "/_ivschat/state", state, json_content));
    CHECK(client.read_reply().status == 200);
    CHECK(get(server.port(), "/_ivschat/state").body == state);
    CHECK(list() == before);
}
