#include "websocket/handshake.hpp"

#include "crypto/sha1.hpp"
#include "text/base64.hpp"

namespace ivschat::websocket {

std::string make_handshake_response(std::string_view key, std::string_view subprotocol) {
    constexpr std::string_view magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
    const auto digest = crypto::sha1(std::string{key}.append(magic));
    std::string response = "HTTP/1.1 101 Switching Protocols\r\n"
                           "Upgrade: websocket\r\n"
                           "Connection: Upgrade\r\n"
                           "Server: ivschat-local\r\n"
                           "Sec-WebSocket-Accept: ";
    text::append_base64(response, {reinterpret_cast<const char*>(digest.data()), digest.size()});
    response.append("\r\nSec-WebSocket-Protocol: ").append(subprotocol).append("\r\n\r\n");
    return response;
}

} // namespace ivschat::websocket
