// Account quotas: none by default, AWS's, or those of a file. (The numbers and rates themselves are
// tested in tests/unit/chat with a manual clock.)
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

constexpr std::string_view foreign_room =
    "arn:aws:ivschat:eu-west-1:111111111111:room/AbCdEfGhIjKl";

// A server that takes its quotas from a file.
struct limited_server : scratch_directory, server_process {
    explicit limited_server(std::string_view quotas)
        : server_process{{"--quotas", write("quotas.toml", quotas)}} {}
};

int refused_rooms(const server_process& server, int asked) {
    http_client client{server.port()};
    int refused = 0;
    for (int i = 0; i < asked; ++i) {
        const auto reply = client.post("/CreateRoom", "{}");
        if (reply.status == 200) continue;
        CHECK(reply.error() == "ThrottlingException");
        ++refused;
    }
    return refused;
}

// How many of two messages were refused. They are sent at once, so that the bucket hardly refills.
int refused_messages(const server_process& server, std::string_view room) {
    auto ann = join(server, room, "ann");
    const auto message = write_frame({.payload = send_message("a").dump()});
    ann.bytes().send(message + message);
    int refused = 0;
    for (int i = 0; i < 2; ++i) {
        const auto answer = ann.receive();
        if (answer.at("Type") != "ERROR") continue;
        CHECK(answer.at("ErrorCode") == 429);
        CHECK(answer.at("ErrorMessage") == "rate limit exceeded");
        ++refused;
    }
    return refused;
}

} // namespace

TEST_CASE("there are no quotas unless asked for") {
    const server_process server;
    CHECK(refused_rooms(server, 30) == 0);
    const server_process off{{"--quotas", "off"}};
    CHECK(refused_rooms(off, 30) == 0);
}

TEST_CASE("AWS's quotas let five rooms be created a second") {
    const server_process server{{"--quotas", "aws"}};
    CHECK(refused_rooms(server, 30) > 0);
    const limited_server like_aws{"base = \"aws\"\n"};
    CHECK(refused_rooms(like_aws, 30) > 0);
    const limited_server but_more{"base = \"aws\"\n[requests-per-second]\nCreateRoom = 1000\n"};
    CHECK(refused_rooms(but_more, 30) == 0);
}

TEST_CASE("the environment can set the quotas") {
    const server_process server{{}, {{"IVSCHAT_QUOTAS", "aws"}}};
    CHECK(refused_rooms(server, 30) > 0);
}

TEST_CASE("invalid quotas are refused in one line that names the file and the key") {
    struct {
        std::string text;
        std::string must_name;
    } const rows[] = {
        {"roooms = 2", "roooms"},
        {"rooms = -1", "rooms"},
        {"rooms = 1000001", "rooms"},
        {"rooms = \"many\"", "rooms"},
        {"rooms = [1, 2]", "rooms"},
        {"base = \"gcp\"", "base"},
        {"room-message-rates = 1", "room-message-rates"},
        {"[requests-per-second]\nNoSuch = 1", "requests-per-second.NoSuch"},
        {"[requests-per-second]\nGetRoom = 1.5", "requests-per-second.GetRoom"},
        {"[room-message-rate]\nlobby = 1", "room-message-rate.lobby"},
        {"[unknown]\nrooms = 1", "unknown.rooms"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const scratch_directory files;
        const auto file = files.write("quotas.toml", row.text);
        const auto ended = run({"--listen", "127.0.0.1:0", "--quotas", file});
        check_refused(ended, file);
        check_refused(ended, row.must_name);
    }
    check_refused(run({"--listen", "127.0.0.1:0", "--quotas", "/nowhere/quotas.toml"}),
                  "/nowhere/quotas.toml");
    check_refused(run({"--listen", "127.0.0.1:0", "--quotas", "/tmp"}), "/tmp");
}

TEST_CASE("comments and empty lines in a quotas file are ignored") {
    const limited_server server{"# for the demo\n\nrooms = 1 # one\n"};
    create_room(server);
    CHECK(post(server.port(), "/CreateRoom", "{}").status == 402);
}

TEST_CASE("a room beyond the quota is refused with the limit") {
    const limited_server server{"rooms = 2\n"};
    const auto room = create_room(server);
    create_room(server);
    const auto reply = post(server.port(), "/CreateRoom", "{}");
    CHECK(reply.status == 402);
    CHECK(reply.error() == "ServiceQuotaExceededException");
    const auto body = reply.json();
    CHECK(body.at("limit") == 2);
    CHECK(body.at("resourceType") == "ROOM");
    CHECK(body.at("resourceId").is_string());
    // Deleting a room makes room for another.
    CHECK(post(server.port(), "/DeleteRoom", json{{"identifier", room}}.dump()).status == 204);
    create_room(server);
}

TEST_CASE("a logging configuration beyond the quota is refused with the limit") {
    const limited_server server{"logging-configurations = 1\n"};
    const json request{{"destinationConfiguration", {{"s3", {{"bucketName", "chat-logs"}}}}}};
    CHECK(post(server.port(), "/CreateLoggingConfiguration", request.dump()).status == 200);
    const auto reply = post(server.port(), "/CreateLoggingConfiguration", request.dump());
    CHECK(reply.status == 402);
    CHECK(reply.error() == "ServiceQuotaExceededException");
    CHECK(reply.json().at("limit") == 1);
}

TEST_CASE("an operation that is called too often is throttled, others are not") {
    const limited_server server{"[requests-per-second]\nGetRoom = 1\n"};
    const json request{{"identifier", create_room(server)}};
    http_client client{server.port()};
    CHECK(client.post("/GetRoom", request.dump()).status == 200);
    const auto reply = client.post("/GetRoom", request.dump());
    CHECK(reply.status == 429);
    CHECK(reply.error() == "ThrottlingException");
    CHECK(reply.json().at("limit") == 1);
    CHECK(reply.json().at("resourceId").is_string());
    CHECK(client.post("/ListRooms", "{}").status == 200);
    CHECK(client.get("/_ivschat/health/ready").status == 200);
}

TEST_CASE("a call that a fault rule delays or stalls counts once") {
    const limited_server server{"[requests-per-second]\nGetRoom = 1\nDeleteRoom = 1\n"};
    const json rules{{"rules",
                      {{{"match", {{"operation", "GetRoom"}}}, {"effect", {{"delay", "PT0.001S"}}}},
                       {{"match", {{"operation", "DeleteRoom"}}},
                        {"effect", {{"stall", {{"for", "PT0.001S"}}}}}}}}};
    const json request{{"identifier", create_room(server)}};
    http_client client{server.port()};
    client.send(write_request("PUT", "/_ivschat/faults", rules.dump(),
                              {{"Content-Type", "application/json"}}));
    REQUIRE(client.read_reply().status == 200);
    CHECK(client.post("/GetRoom", request.dump()).status == 200);
    CHECK(client.post("/DeleteRoom", request.dump()).status == 204);
}

TEST_CASE("DisconnectUser shares one rate over WebSocket and HTTP") {
    const limited_server server{"[requests-per-second]\nDisconnectUser = 1\n"};
    const auto room = create_room(server);
    auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
    const json over_http{{"roomIdentifier", room}, {"userId", "nobody"}};
    CHECK(post(server.port(), "/DisconnectUser", over_http.dump()).status == 200);
    CHECK(ann.receive().at("EventName") == "aws:DISCONNECT_USER");
    ann.send({{"Action", "DISCONNECT_USER"}, {"UserId", "nobody"}});
    CHECK(ann.receive().at("ErrorCode") == 429);
}

TEST_CASE("a connection beyond the quota is refused and does not use up its token") {
    const limited_server server{"connections = 1\n"};
    const auto room = create_room(server);
    auto ann = join(server, room, "ann");
    const auto token = create_token(server, room, "bob");
    const auto reply = refused_handshake(server.port(), {.token = token});
    CHECK(reply.status == 429);
    CHECK(reply.error() == "ThrottlingException");
    CHECK(ann.close().code == 1000U);
    // The server may notice the end a moment later: try until it has.
    const deadline until;
    int status = 429;
    do {
        http_client bob{server.port()};
        bob.send(write_handshake({.token = token}));
        status = bob.read_reply().status;
    } while (status == 429 && until.milliseconds_left() > 0);
    CHECK(status == 101);
}

TEST_CASE("connections are counted by account and region") {
    const scratch_directory files;
    const json rooms{{"rooms", {{{"arn", demo_room}}, {{"arn", foreign_room}}}}};
    const server_process server{{"--seed", files.write("seed.json", rooms.dump()), "--quotas",
                                 files.write("quotas.toml", "connections = 1\n")}};
    const auto ann = join(server, demo_room, "ann");
    const auto bob = join(server, foreign_room, "bob");
    for (const auto room : {demo_room, foreign_room}) {
        const auto late = create_token(server, room, "late");
        CHECK(refused_handshake(server.port(), {.token = late}).status == 429);
    }
}

TEST_CASE("rooms that are created on first use count against the quota") {
    const scratch_directory files;
    const server_process server{
        {"--auto-create-rooms", "--quotas", files.write("quotas.toml", "rooms = 1\n")}};
    const auto token = create_token(server, demo_room, "ann"); // creates the room
    const json unknown{{"identifier", unknown_room}};
    const auto reply = post(server.port(), "/GetRoom", unknown.dump());
    CHECK(reply.status == 402);
    CHECK(reply.error() == "ServiceQuotaExceededException");
    // Another room takes the deleted room's place, so that the token's room cannot be created
    // again.
    CHECK(post(server.port(), "/DeleteRoom", json{{"identifier", demo_room}}.dump()).status == 204);
    CHECK(post(server.port(), "/GetRoom", unknown.dump()).status == 200);
    const auto refused = refused_handshake(server.port(), {.token = token});
    CHECK(refused.status == 429);
    CHECK(refused.error() == "ThrottlingException");
}

TEST_CASE("the messages of all rooms share a rate") {
    const limited_server server{"send-messages-per-second = 1\n"};
    CHECK(refused_messages(server, create_room(server)) == 1);
}

TEST_CASE("a quota can replace the rates that rooms set") {
    const scratch_directory files;
    const json rooms{{"rooms", {{{"arn", demo_room}, {"maximumMessageRatePerSecond", 100}}}}};
    const auto quotas = "[room-message-rate]\n\"" + std::string{demo_room} + "\" = 1\n";
    const server_process server{{"--seed", files.write("seed.json", rooms.dump()), "--quotas",
                                 files.write("quotas.toml", quotas)}};
    CHECK(refused_messages(server, demo_room) == 1);
    CHECK(refused_messages(server, create_room(server)) == 0);
}

TEST_CASE("the rates of rooms and connections can be switched off") {
    const json one_a_second{{"maximumMessageRatePerSecond", 1}};
    const server_process usual;
    CHECK(refused_messages(usual, create_room(usual, one_a_second)) == 1);
    const limited_server server{
        "room-message-rates = false\nrequests-per-second-of-a-connection = 0\n"};
    const auto room = create_room(server, one_a_second);
    CHECK(refused_messages(server, room) == 0);
    auto ann = join(server, room, "ann");
    std::string burst;
    for (int i = 0; i < 50; ++i) burst += write_frame({.payload = send_message("a").dump()});
    ann.bytes().send(burst);
    for (int i = 0; i < 50; ++i) CHECK(ann.receive().at("Type") == "MESSAGE");
}
