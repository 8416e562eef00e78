// Which tokens open a connection and which do not. (The shortest session lasts a minute, so that
// its expiry is tested with a manual clock in tests/unit/chat.)
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

void check_refused(const server_process& server, const handshake& asked, int status) {
    const auto reply = refused_handshake(server.port(), asked);
    CHECK(reply.status == status);
    CHECK(reply.header("Content-Type") == "application/json");
    CHECK(reply.json().at("message").is_string());
    CHECK_FALSE(reply.has("Sec-WebSocket-Accept"));
}

// The connection works only if the server accepted the token's room and user.
void check_works(chat_client& client) {
    client.send(send_message("hello"));
    CHECK(client.receive().at("Content") == "hello");
}

} // namespace

TEST_CASE("the server selects the token as the subprotocol") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    chat_client ann{server.port(), token};
    CHECK(ann.upgrade().header("Sec-WebSocket-Protocol") == token);
    check_works(ann);
}

TEST_CASE("compression that a client offers is not negotiated") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    chat_client ann{
        server.port(),
        {.token = token,
         .headers = {{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}}}};
    CHECK_FALSE(ann.upgrade().has("Sec-WebSocket-Extensions"));
    check_works(ann);
}

TEST_CASE("a handshake is accepted on any path") {
    const server_process server;
    const auto room = create_room(server);
    for (const std::string path :
         {"/", "/ws", "/a/b?c=d", "/CreateRoom", "/_ivschat/health/live", "/%00"}) {
        CAPTURE(path);
        chat_client ann{server.port(), {.token = create_token(server, room, "ann"), .path = path}};
        check_works(ann);
    }
}

TEST_CASE("a handshake may have a browser's headers") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    chat_client ann{server.port(),
                    {.token = token,
                     .headers = {{"Origin", "http://localhost:3000"},
                                 {"User-Agent", "Mozilla/5.0"},
                                 {"Cookie", "a=b"}}}};
    check_works(ann);
}

TEST_CASE("frames may follow the handshake immediately") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    chat_client ann{server.port(), token};
    ann.bytes().send(write_frame({.payload = send_message("a").dump()}) +
                     write_frame({.payload = send_message("b").dump()}));
    CHECK(ann.receive().at("Content") == "a");
    CHECK(ann.receive().at("Content") == "b");
}

TEST_CASE("a handshake may be split at every byte") {
    const server_process server;
    const auto room = create_room(server);
    // A refused handshake will do, and needs no token for each place.
    const auto request = write_handshake({});
    http_client client{server.port()};
    http_client other{server.port()};
    for (std::size_t at = 1; at < request.size(); ++at) {
        CAPTURE(at);
        client.send(request.substr(0, at));
        REQUIRE(other.get("/_ivschat/health/live").status == 200);
        client.send(request.substr(at));
        REQUIRE(client.read_reply().status == 401);
    }
}

TEST_CASE("a connection that was refused may try again") {
    const server_process server;
    http_client client{server.port()};
    client.send(write_handshake({.token = "nonsense"}));
    CHECK(client.read_reply().status == 403);
    CHECK(client.post("/CreateRoom", "{}").status == 200);
}

TEST_CASE("a token opens one connection") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    chat_client ann{server.port(), token};
    check_refused(server, {.token = token}, 401);
    check_works(ann);
    CHECK(ann.close().code == 1000);
    check_refused(server, {.token = token}, 401);
}

TEST_CASE("a handshake without a token is refused") {
    const server_process server;
    check_refused(server, {}, 401);
    check_refused(server, {.headers = {{"Sec-WebSocket-Protocol", ""}}}, 401);
}

TEST_CASE("an expired token is refused") {
    const server_process server{{"--token-validity", "1ms"}};
    const auto room = create_room(server);
    const auto token = create_token(server, room, "ann");
    // Answering takes time, so that the token expires soon; the first try may take less than 1 ms.
    const auto expired_by = json::parse(
        post(server.port(), "/CreateChatToken", token_request(room, "bob").dump()).body);
    CHECK(expired_by.at("tokenExpirationTime") < expired_by.at("sessionExpirationTime"));
    for (int i = 0; i < 20; ++i) CHECK(get(server.port(), "/_ivschat/health/live").status == 200);
    check_refused(server, {.token = token}, 401);
}

TEST_CASE("a token that was tampered with is refused") {
    const server_process server;
    const auto good = create_token(server, create_room(server), "ann");
    const auto altered = [&](std::size_t at) {
        auto copy = good;
        copy[at] = copy[at] == 'A' ? 'B' : 'A';
        return copy;
    };
    struct {
        std::string name;
        std::string token;
    } const rows[] = {
        {"garbage", "garbage"},
        {"one character", "A"},
        {"the version altered", altered(0)},
        {"the key's id altered", altered(5)},
        {"the nonce altered", altered(20)},
        {"the claims altered", altered(60)},
        {"the end altered", altered(good.size() - 2)},
        {"cut by one", good.substr(0, good.size() - 1)},
        {"cut in half", good.substr(0, good.size() / 2)},
        {"one more", good + "A"},
        {"padded", good + "="},
        {"twice", good + good},
        {"in a list", good + ", chat"},
        {"a JWT", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."},
        {"very long", std::string(8000, 'A')},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        check_refused(server, {.token = row.token}, 403);
    }
    chat_client ann{server.port(), good};
    check_works(ann);
}

TEST_CASE("a token of another server is refused") {
    const server_process server;
    const server_process other;
    check_refused(server, {.token = create_token(other, create_room(other), "ann")}, 403);
}

TEST_CASE("a malformed handshake is refused and does not use up its token") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: "
                              "Upgrade\r\nSec-WebSocket-Protocol: " +
                              token + "\r\n";
    for (const std::string rest :
         {"Sec-WebSocket-Version: 13\r\n\r\n",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
          "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"}) {
        CAPTURE(rest);
        http_client client{server.port()};
        client.send(start + rest);
        const auto reply = client.read_reply();
        CHECK(reply.status >= 400);
        CHECK(reply.status < 500);
    }
    CHECK(refused_handshake(server.port(), {.token = token}).status == 101);
}

TEST_CASE("frames before the end of the handshake are refused") {
    const server_process server;
    const auto token = create_token(server, create_room(server), "ann");
    http_client client{server.port()};
    client.send(write_handshake({.token = token}) + write_frame({.payload = "{}"}));
    CHECK(client.read_reply().status == 400);
}
