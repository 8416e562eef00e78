// The server's half of the opening handshake (RFC 6455, 4.2.2).
#pragma once

#include <string>
#include <string_view>

namespace ivschat::websocket {

// `key` is the request's Sec-WebSocket-Key, `subprotocol` what it offered: browsers fail the
// connection unless that comes back.
std::string make_handshake_response(std::string_view key, std::string_view subprotocol);

} // namespace ivschat::websocket
