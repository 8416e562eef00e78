// How requests may arrive on an HTTP connection, and the limits of their size.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

std::string get_room_body(std::string_view arn) { return json{{"identifier", arn}}.dump(); }

// After this reply, the server has read what was sent on other connections before it.
class witness {
public:
    explicit witness(const server_process& server) : client_{server.port()} {}
    void let_server_read() { REQUIRE(client_.get("/_ivschat/health/live").status == 200); }

private:
    http_client client_;
};

// A JSON object of exactly `size` bytes.
std::string body_of(std::size_t size) {
    const std::string_view start = R"({"ignored":")";
    const std::string_view end = R"("})";
    std::string body{start};
    return body.append(size - start.size() - end.size(), 'x').append(end);
}

std::string chunked(std::initializer_list<std::string_view> chunks) {
    std::string bytes =
        "POST /CreateRoom HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const auto chunk : chunks) bytes.append(chunk).append("\r\n");
    return bytes;
}

} // namespace

TEST_CASE("a connection takes several requests") {
    const server_process server;
    http_client client{server.port()};
    const std::string arn = client.post("/CreateRoom", R"({"name":"a"})").json().at("arn");
    CHECK(client.post("/GetRoom", get_room_body(arn)).json().at("name") == "a");
    CHECK(client.post("/DeleteRoom", get_room_body(arn)).status == 204);
    CHECK(client.post("/GetRoom", get_room_body(arn)).status == 404);
    CHECK(client.get("/_ivschat/health/live").status == 200);
    CHECK(client.post("/ListRooms", "").json().at("rooms").empty());
}

TEST_CASE("pipelined requests are answered in order") {
    const server_process server;
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        const json body{{"name", "room-" + std::to_string(i)}};
        requests += write_request("POST", "/CreateRoom", body.dump());
        requests += write_request("GET", "/nothing-" + std::to_string(i));
    }
    http_client client{server.port()};
    client.send(requests);
    for (int i = 0; i < 50; ++i) {
        CHECK(client.read_reply().json().at("name") == "room-" + std::to_string(i));
        const std::string message = client.read_reply().json().at("message");
        CHECK(message.find("/nothing-" + std::to_string(i) + ".") != std::string::npos);
    }
}

TEST_CASE("a request may be split at every byte") {
    const server_process server;
    const auto request = write_request("POST", "/CreateRoom", R"({"name":"split"})",
                                       {{"Content-Type", "application/json"}});
    http_client client{server.port()};
    witness other{server};
    for (std::size_t at = 1; at < request.size(); ++at) {
        CAPTURE(at);
        client.send(request.substr(0, at));
        other.let_server_read();
        client.send(request.substr(at));
        const auto reply = client.read_reply();
        REQUIRE(reply.status == 200);
        REQUIRE(reply.json().at("name") == "split");
    }
}

TEST_CASE("a request may arrive byte by byte") {
    const server_process server;
    http_client client{server.port()};
    witness other{server};
    for (const char byte : write_request("POST", "/CreateRoom", R"({"name":"slow"})")) {
        client.send({&byte, 1});
        other.let_server_read();
    }
    CHECK(client.read_reply().json().at("name") == "slow");
}

TEST_CASE("a body may be chunked") {
    const server_process server;
    http_client client{server.port()};
    client.send(chunked({"8", R"({"name":)", "9;some=extension", R"("chunky"})", "0", ""}));
    CHECK(client.read_reply().json().at("name") == "chunky");
    client.send(chunked({"2", "{}", "0", "Some-Trailer: value", ""}));
    CHECK(client.read_reply().status == 200);
}

TEST_CASE("a chunked request may be split at every byte") {
    const server_process server;
    const auto request = chunked({"8", R"({"name":)", "9", R"("split"} )", "0", ""});
    http_client client{server.port()};
    witness other{server};
    for (std::size_t at = 1; at < request.size(); ++at) {
        CAPTURE(at);
        client.send(request.substr(0, at));
        other.let_server_read();
        client.send(request.substr(at));
        REQUIRE(client.read_reply().json().at("name") == "split");
    }
}

TEST_CASE("a client that expects 100 Continue gets it before it sends its body") {
    const server_process server;
    http_client client{server.port()};
    for (int turn = 0; turn < 2; ++turn) {
        client.send("POST /CreateRoom HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\n"
                    "Expect: 100-continue\r\n\r\n");
        CHECK(client.read_reply().status == 100);
        client.send(R"({"name":"later"})");
        CHECK(client.read_reply().json().at("name") == "later");
    }
}

TEST_CASE("a client that does not wait for 100 Continue is answered, too") {
    const server_process server;
    http_client client{server.port()};
    client.send("POST /CreateRoom HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                "Expect: 100-continue\r\n\r\n{}");
    auto reply = client.read_reply();
    if (reply.status == 100) reply = client.read_reply();
    CHECK(reply.status == 200);
}

TEST_CASE("a body of 256 KB is accepted, one byte more is refused") {
    const server_process server;
    http_client client{server.port()};
    CHECK(client.post("/CreateRoom", body_of(256 * 1024)).status == 200);
    const auto reply = client.post("/CreateRoom", body_of(256 * 1024 + 1));
    CHECK(reply.status == 413);
    CHECK(reply.error() == "RequestEntityTooLargeException");
    CHECK(reply.header("Connection") == "close");
    CHECK(client.is_at_end());
}

TEST_CASE("the control API accepts a whole state, wherever its request is split") {
    const server_process server;
    const auto body = R"({"rooms": []})" + std::string(300 * 1024, ' ');
    const auto request =
        write_request("PUT", "/_ivschat/state", body, {{"Content-Type", "application/json"}});
    for (const std::size_t first : {std::size_t{10}, request.find('\n') + 1, request.size()}) {
        CAPTURE(first);
        http_client client{server.port()};
        client.send(request.substr(0, first));
        REQUIRE(get(server.port(), "/_ivschat/health/live").status ==
                200); // so the server has read the part before
        client.send(request.substr(first));
        CHECK(client.read_reply().status == 200);
    }
    const auto deep = R"({"rooms": )" + std::string(600, '[') + std::string(600, ']') + "}";
    http_client client{server.port()};
    client.send(
        write_request("PUT", "/_ivschat/state", deep, {{"Content-Type", "application/json"}}));
    CHECK(client.read_reply().status == 400);
}

// RFC 9112, 3.2.2
TEST_CASE("the control API accepts a whole state from a client of a proxy, too") {
    const server_process server;
    const auto body = R"({"rooms": []})" + std::string(300 * 1024, ' ');
    const auto target =
        "http://localhost:" + std::to_string(server.port()) + "/_ivschat/state?from=a_proxy";
    http_client client{server.port()};
    client.send(write_request("PUT", target, body, {{"Content-Type", "application/json"}}));
    CHECK(client.read_reply().status == 200);
}

TEST_CASE("the refusal of a body that is too big says how big it may be") {
    const server_process server;
    struct {
        std::string target;
        std::string limit;
    } const rows[] = {{.target = "/CreateRoom", .limit = "256 KB"},
                      {.target = "/_ivschat/state", .limit = "64 MB"}};
    for (const auto& row : rows) {
        CAPTURE(row.target);
        http_client client{server.port()};
        client.send("PUT " + row.target +
                    " HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
        const auto reply = client.read_reply();
        CHECK(reply.status == 413);
        CHECK(reply.body.find(row.limit) != std::string::npos);
    }
}

TEST_CASE("the refusal of a body that is far too big can be read") {
    const server_process server;
    http_client client{server.port()};
    const auto reply = client.post("/CreateRoom", body_of(4 * 1024 * 1024));
    CHECK(reply.status == 413);
    client.bytes().finish_sending();
    CHECK(client.is_at_end());
}

TEST_CASE("a body whose Content-Length is too big is refused before it is sent") {
    const server_process server;
    http_client client{server.port()};
    client.send("POST /CreateRoom HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n"
                "Expect: 100-continue\r\n\r\n");
    CHECK(client.read_reply().status == 413);
    CHECK(client.is_at_end());
}

TEST_CASE("chunks that add up to more than 256 KB are refused") {
    const server_process server;
    const std::string chunk(0x8000, ' ');
    std::string request = chunked({});
    for (int i = 0; i < 9; ++i) request.append("8000\r\n").append(chunk).append("\r\n");
    http_client client{server.port()};
    client.send(request.append("0\r\n\r\n"));
    CHECK(client.read_reply().status == 413);
    CHECK(client.is_at_end());
}

TEST_CASE("headers over 16 KB are refused with 431") {
    const server_process server;
    struct {
        std::string name;
        std::string request;
    } const rows[] = {
        {.name = "one long header",
         .request =
             write_request("POST", "/CreateRoom", "{}", {{"X-Long", std::string(17'000, 'x')}})},
        {.name = "a long target", .request = write_request("GET", "/" + std::string(17'000, 'x'))},
        {.name = "headers without end",
         .request = "GET / HTTP/1.1\r\nX-Long: " + std::string(40'000, 'x')},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        http_client client{server.port()};
        client.send(row.request);
        const auto reply = client.read_reply();
        CHECK(reply.status == 431);
        CHECK(reply.error() == "RequestHeaderFieldsTooLargeException");
        CHECK(client.is_at_end());
    }
}

TEST_CASE("headers of just under 16 KB are accepted") {
    const server_process server;
    const header_list headers{{"X-Long", std::string(16'000, 'x')}};
    CHECK(post(server.port(), "/CreateRoom", "{}", headers).status == 200);
}

TEST_CASE("bytes that are not HTTP are refused with 400, and the connection is closed") {
    const server_process server;
    struct {
        std::string name;
        std::string bytes;
    } const rows[] = {
        {.name = "words", .bytes = "hello, is there anybody?\r\n\r\n"},
        {.name = "a TLS handshake",
         .bytes = std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xFC", 9}},
        {.name = "NULs", .bytes = std::string(64, '\0')},
        {.name = "an empty method", .bytes = " / HTTP/1.1\r\n\r\n"},
        {.name = "HTTP/3.0", .bytes = "GET / HTTP/3.0\r\n\r\n"},
        {.name = "a header without a colon", .bytes = "GET / HTTP/1.1\r\nHost\r\n\r\n"},
        {.name = "a length that is not a number",
         .bytes = "POST /CreateRoom HTTP/1.1\r\nContent-Length: two\r\n\r\n{}"},
        {.name = "a negative length",
         .bytes = "POST /CreateRoom HTTP/1.1\r\nContent-Length: -2\r\n\r\n{}"},
        {.name = "two different lengths",
         .bytes = "POST /CreateRoom HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"},
        {.name = "a length and chunks", // request smuggling
         .bytes = "POST /CreateRoom HTTP/1.1\r\nContent-Length: 2\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {.name = "a chunk size that is not a number", .bytes = chunked({"zz", "{}", "0", ""})},
        {.name = "a chunk longer than its size", .bytes = chunked({"1", "{}", "0", ""})},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        http_client client{server.port()};
        client.send(row.bytes);
        const auto reply = client.read_reply();
        CHECK(reply.status == 400);
        CHECK(reply.error() == "MalformedHttpRequestException");
        CHECK(client.is_at_end());
    }
    CHECK(get(server.port(), "/_ivschat/health/live").status == 200);
}

TEST_CASE("a client may disconnect at any point without harm to others") {
    const server_process server;
    const auto request = write_request("POST", "/CreateRoom", R"({"name":"gone"})");
    for (std::size_t at = 0; at < request.size(); at += 7) {
        connection polite{server.port()};
        polite.send(request.substr(0, at));
        polite.finish_sending();
        connection rude{server.port()};
        rude.send(request.substr(0, at));
        rude.reset();
    }
    CHECK(get(server.port(), "/_ivschat/health/live").status == 200);
}
