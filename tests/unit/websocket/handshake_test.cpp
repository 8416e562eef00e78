#include "websocket/handshake.hpp"

#include <doctest/doctest.h>

using namespace ivschat::websocket;

TEST_CASE("the handshake's response is that of RFC 6455, 1.3") {
    CHECK(make_handshake_response("dGhlIHNhbXBsZSBub25jZQ==", "chat") ==
          "HTTP/1.1 101 Switching Protocols\r\n"
          "Upgrade: websocket\r\n"
          "Connection: Upgrade\r\n"
          "Server: ivschat-local\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
          "Sec-WebSocket-Protocol: chat\r\n"
          "\r\n");
}
