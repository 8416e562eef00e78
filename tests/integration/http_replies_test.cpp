// What all replies have in common, and refusals that come before any operation.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

// A UUID of version 4, in lower case.
bool is_uuid(std::string_view text) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-4xxx-Vxxx-xxxxxxxxxxxx";
    constexpr std::string_view hex_digits = "0123456789abcdef";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(), [&](char c, char f) {
        if (f == 'x') return hex_digits.find(c) != std::string_view::npos;
        if (f == 'V') return std::string_view{"89ab"}.find(c) != std::string_view::npos;
        return c == f;
    });
}

} // namespace

TEST_CASE("every reply is JSON and has its own request id") {
    const server_process server;
    struct {
        std::string name;
        std::string request;
        int status;
    } const rows[] = {
        {.name = "success", .request = write_request("POST", "/CreateRoom", "{}"), .status = 200},
        {.name = "again", .request = write_request("POST", "/CreateRoom", "{}"), .status = 200},
        {.name = "health",
         .request = write_request("GET", "/_ivschat/health/ready"),
         .status = 200},
        {.name = "control, unknown", .request = write_request("GET", "/_ivschat/x"), .status = 404},
        {.name = "serialization",
         .request = write_request("POST", "/CreateRoom", "{"),
         .status = 400},
        {.name = "validation", .request = write_request("POST", "/GetRoom", "{}"), .status = 400},
        {.name = "unknown path", .request = write_request("POST", "/", "{}"), .status = 404},
        {.name = "wrong method", .request = write_request("GET", "/GetRoom"), .status = 405},
        {.name = "media type",
         .request = write_request("POST", "/GetRoom", "a=b", {{"Content-Type", "text/plain"}}),
         .status = 415},
        {.name = "not acceptable",
         .request = write_request("POST", "/GetRoom", "{}", {{"Accept", "text/html"}}),
         .status = 406},
        {.name = "malformed authorization",
         .request =
             write_request("POST", "/ListRooms", "{}", {{"Authorization", "AWS4-HMAC-SHA256 x"}}),
         .status = 403},
        {.name = "garbage", .request = "garbage\r\n\r\n", .status = 400},
        {.name = "handshake without token", .request = write_handshake({}), .status = 401},
        {.name = "handshake with garbage",
         .request = write_handshake({.token = "x"}),
         .status = 403},
    };
    std::set<std::string> ids;
    for (const auto& row : rows) {
        CAPTURE(row.name);
        http_client client{server.port()};
        client.send(row.request);
        const auto reply = client.read_reply();
        CHECK(reply.version == "HTTP/1.1");
        CHECK(reply.status == row.status);
        CHECK(is_uuid(reply.header("x-amzn-RequestId")));
        CHECK(ids.insert(reply.header("x-amzn-RequestId")).second);
        CHECK(reply.header("Content-Type") == "application/json");
        CHECK(reply.has("Date"));
        CHECK(reply.json().is_object());
        const bool is_error = row.status != 200;
        CHECK(reply.has("x-amzn-ErrorType") == is_error);
        CHECK(reply.json().contains("message") == is_error);
    }
}

TEST_CASE("DeleteRoom is answered with 204 and no body") {
    const server_process server;
    http_client client{server.port()};
    const auto reply = client.post("/DeleteRoom", json{{"identifier", create_room(server)}}.dump());
    CHECK(reply.status == 204);
    CHECK_FALSE(reply.has("Content-Length"));
    CHECK(is_uuid(reply.header("x-amzn-RequestId")));
    // The next reply follows immediately: there was no body.
    CHECK(client.get("/_ivschat/health/live").status == 200);
}

TEST_CASE("an unknown path is an unknown operation") {
    const server_process server;
    for (const std::string path : {"/", "/createroom", "/CreateRoom/", "/CreateRooms",
                                   "//CreateRoom", "/_ivschatter", "/%43reateRoom", "*", "/tags"}) {
        CAPTURE(path);
        const auto reply = post(server.port(), path, "{}");
        CHECK(reply.status == 404);
        CHECK(reply.error() == "UnknownOperationException");
    }
}

TEST_CASE("an operation may have a query string") {
    const server_process server;
    CHECK(post(server.port(), "/CreateRoom?x=y", "{}").status == 200);
}

// RFC 9112, 3.2.2
TEST_CASE("a request target may be in absolute form, as clients of proxies send it") {
    const server_process server;
    http_client client{server.port()};
    const auto origin = "http://127.0.0.1:" + std::to_string(server.port());
    CHECK(client.get(origin + "/_ivschat/health/live").status == 200);
    CHECK(client.post(origin + "/ListRooms", "{}").status == 200);
    CHECK(client.post("HTTP://example.com/ListRooms?a=b", "{}").status == 200);
    CHECK(client.post(origin, "{}").status == 404);
    CHECK(client.post("ftp://127.0.0.1/ListRooms", "{}").status == 404);
}

TEST_CASE("a wrong method is refused with 405 and the right one in Allow") {
    const server_process server;
    http_client client{server.port()};
    for (const std::string method : {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
        CAPTURE(method);
        client.send(write_request(method, "/CreateRoom"));
        const auto reply = client.read_reply();
        CHECK(reply.status == 405);
        CHECK(reply.header("Allow") == "POST");
    }
    client.send(write_request("POST", "/_ivschat/health/live", "{}"));
    CHECK(client.read_reply().header("Allow") == "GET");
}

TEST_CASE("the reply to HEAD has no body, and the connection stays open") {
    const server_process server;
    http_client client{server.port()};
    for (const std::string path : {"/CreateRoom", "/nowhere", "/_ivschat/health/live"}) {
        CAPTURE(path);
        client.send(write_request("HEAD", path));
        const auto reply = client.read_reply(true);
        CHECK(reply.status >= 400);
        CHECK(reply.header("Content-Length") != "0");
    }
    CHECK(client.post("/CreateRoom", "{}").status == 200);
}

TEST_CASE("a Content-Type must be JSON") {
    const server_process server;
    struct {
        std::string type;
        int status;
    } const rows[] = {
        {"application/json", 200},
        {"application/json; charset=utf-8", 200},
        {"APPLICATION/JSON", 200},
        {"application/x-amz-json-1.1", 200},
        {"application/vnd.example+json", 200},
        {"", 200},
        {"text/plain", 415},
        {"application/x-www-form-urlencoded", 415},
        {"application/xml", 415},
        {"application/jsonp", 415},
        {"json", 415},
    };
    for (const auto& row : rows) {
        CAPTURE(row.type);
        const auto reply = post(server.port(), "/CreateRoom", "{}", {{"Content-Type", row.type}});
        CHECK(reply.status == row.status);
        if (row.status == 415) CHECK(reply.error() == "UnsupportedMediaTypeException");
    }
    CHECK(post(server.port(), "/CreateRoom", "{}").status == 200);
    CHECK(post(server.port(), "/CreateRoom", "{}", {{"Content-Encoding", "gzip"}}).status == 415);
}

TEST_CASE("an Accept header must include JSON") {
    const server_process server;
    struct {
        std::string accept;
        int status;
    } const rows[] = {
        {"*/*", 200},
        {"application/json", 200},
        {"text/html, application/*;q=0.5", 200},
        {"text/html;q=0.9, application/json;q=0.1", 200},
        {"", 200},
        {"text/html", 406},
        {"application/json;q=0", 406},
        {"image/*, text/*", 406},
    };
    for (const auto& row : rows) {
        CAPTURE(row.accept);
        const auto reply = post(server.port(), "/CreateRoom", "{}", {{"Accept", row.accept}});
        CHECK(reply.status == row.status);
        if (row.status == 406) CHECK(reply.error() == "NotAcceptableException");
    }
}

TEST_CASE("the connection of an HTTP/1.0 client is closed after the reply") {
    const server_process server;
    http_client client{server.port()};
    client.send("POST /CreateRoom HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
    CHECK(client.read_reply().status == 200);
    CHECK(client.is_at_end());
}

// RFC 9112, C.2.2: without the header, such a client waits for the end of the connection.
TEST_CASE("an HTTP/1.0 client that asks for keep-alive is told so or its connection is closed") {
    const server_process server;
    http_client client{server.port()};
    client.send("GET /_ivschat/health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto reply = client.read_reply();
    CHECK(reply.status == 200);
    const bool is_kept = reply.header("Connection") == "keep-alive";
    if (is_kept)
        CHECK(client.get("/_ivschat/health/live").status == 200);
    else
        CHECK(reply.header("Connection") == "close");
}

TEST_CASE("the server closes a connection if the client asks for it") {
    const server_process server;
    http_client client{server.port()};
    const auto reply = client.get("/_ivschat/health/live", {{"Connection", "close"}});
    CHECK(reply.status == 200);
    CHECK(reply.header("Connection") == "close");
    CHECK(client.is_at_end());
}
