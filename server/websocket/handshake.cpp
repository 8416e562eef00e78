#include "websocket/handshake.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace ivschat::websocket {
namespace {

// RFC 6455, 1.3
std::string accept(std::string_view key) {
    std::string text{key};
    text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 29> base64{}; // ends with a NUL
    const auto length =
        EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
    return {base64.begin(), base64.begin() + length};
}

} // namespace

std::string make_handshake_response(std::string_view key, std::string_view subprotocol) {
    std::string response = "HTTP/1.1 101 Switching Protocols\r\n"
                           "Upgrade: websocket\r\n"
                           "Connection: Upgrade\r\n"
                           "Server: ivschat-local\r\n"
                           "Sec-WebSocket-Accept: ";
    response.append(accept(key)).append("\r\nSec-WebSocket-Protocol: ");
    return response.append(subprotocol).append("\r\n\r\n");
}

} // namespace ivschat::websocket
