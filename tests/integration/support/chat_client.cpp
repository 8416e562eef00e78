#include "integration/support/chat_client.hpp"

#include <array>

namespace ivschat::integration {
namespace {

// The key and reply of the example in RFC 6455, 1.3, so that the client needs no SHA-1.
constexpr std::string_view example_key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view example_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

std::string big_endian(std::size_t value, int width) {
    std::string bytes;
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xFFU);
    }
    return bytes;
}

std::size_t to_number(std::string_view bytes) {
    std::size_t value = 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
}

closing to_closing(const std::string& payload) {
    if (payload.empty()) return {.code = std::nullopt, .reason = {}};
    if (payload.size() == 1) throw std::runtime_error{"a close frame held one byte"};
    return {.code = static_cast<unsigned>(to_number(payload.substr(0, 2))),
            .reason = payload.substr(2)};
}

} // namespace

std::string write_frame(const frame& frame) {
    constexpr std::array<char, 4> mask{'\x37', '\xFA', '\x21', '\x3D'};
    std::string bytes;
    bytes += static_cast<char>((frame.is_final ? 0x80U : 0U) | frame.reserved << 4U |
                               static_cast<unsigned>(frame.kind));
    const unsigned masked = frame.is_masked ? 0x80U : 0U;
    const auto size = frame.payload.size();
    if (size < 126)
        bytes += static_cast<char>(masked | size);
    else if (size <= 0xFFFF)
        bytes.append(1, static_cast<char>(masked | 126U)) += big_endian(size, 2);
    else
        bytes.append(1, static_cast<char>(masked | 127U)) += big_endian(size, 8);
    if (!frame.is_masked) return bytes += frame.payload;
    bytes.append(mask.data(), mask.size());
    for (std::size_t i = 0; i < size; ++i) {
        bytes += static_cast<char>(frame.payload[i] ^ mask.at(i % mask.size()));
    }
    return bytes;
}

std::string write_closing(unsigned code, std::string_view reason) {
    return big_endian(code, 2).append(reason);
}

std::string write_handshake(const handshake& asked) {
    std::string bytes = "GET " + asked.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    bytes.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
    bytes.append("Sec-WebSocket-Key: ").append(example_key).append("\r\n");
    if (!asked.token.empty()) {
        bytes.append("Sec-WebSocket-Protocol: ").append(asked.token).append("\r\n");
    }
    for (const auto& [name, value] : asked.headers) {
        bytes.append(name).append(": ").append(value).append("\r\n");
    }
    return bytes.append("\r\n");
}

chat_client::chat_client(std::uint16_t port, std::string token)
    : chat_client{port, handshake{.token = std::move(token)}} {}

chat_client::chat_client(std::uint16_t port, const handshake& asked)
    : connection_{port, asked.options} {
    connection_.send(write_handshake(asked));
    std::string head;
    // Byte by byte, because frames may follow the head immediately.
    while (!head.ends_with("\r\n\r\n")) head += take(1);
    upgrade_.status = std::stoi(head.substr(9, 3));
    if (upgrade_.status != 101) throw std::runtime_error{"the handshake was refused: " + head};
    for (std::size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
        const auto end = head.find("\r\n", at);
        const auto colon = head.find(": ", at);
        upgrade_.headers.emplace_back(head.substr(at, colon - at),
                                      head.substr(colon + 2, end - colon - 2));
        at = end + 2;
    }
    if (upgrade_.header("Sec-WebSocket-Accept") != example_accept) {
        throw std::runtime_error{"a wrong Sec-WebSocket-Accept came: " + head};
    }
}

std::string chat_client::take(std::size_t count) {
    while (unread_.size() < count) {
        const auto more = connection_.receive();
        if (more.empty()) throw connection_reset{"the stream ended; it held: " + unread_};
        unread_ += more;
    }
    auto taken = unread_.substr(0, count);
    unread_.erase(0, count);
    return taken;
}

frame chat_client::receive_frame() {
    const auto head = take(2);
    const auto first = static_cast<unsigned char>(head[0]);
    const auto second = static_cast<unsigned char>(head[1]);
    if ((second & 0x80U) != 0) throw std::runtime_error{"the server masked a frame"};
    std::size_t size = second;
    if (size == 126)
        size = to_number(take(2));
    else if (size == 127)
        size = to_number(take(8));
    return {.is_final = (first & 0x80U) != 0,
            .kind = static_cast<opcode>(first & 0xFU),
            .payload = take(size),
            .is_masked = false,
            .reserved = (first >> 4U) & 7U};
}

std::string chat_client::receive_text() {
    auto got = receive_frame();
    if (got.kind == opcode::text && got.is_final && got.reserved == 0) return got.payload;
    throw std::runtime_error{"no text came but opcode " +
                             std::to_string(static_cast<unsigned>(got.kind)) + ": " + got.payload};
}

closing chat_client::receive_closing() {
    const auto got = receive_frame();
    if (got.kind == opcode::close) return to_closing(got.payload);
    throw std::runtime_error{"no close frame came but opcode " +
                             std::to_string(static_cast<unsigned>(got.kind)) + ": " + got.payload};
}

closing chat_client::skip_to_closing(std::size_t* skipped) {
    for (;;) {
        const auto got = receive_frame();
        if (got.kind == opcode::close) return to_closing(got.payload);
        if (skipped != nullptr) ++*skipped;
    }
}

bool chat_client::is_at_end() {
    if (!unread_.empty()) return false;
    try {
        return connection_.receive().empty();
    } catch (const connection_reset&) {
        return true;
    }
}

closing chat_client::close(unsigned code, std::string_view reason) {
    send_frame({.kind = opcode::close, .payload = write_closing(code, reason)});
    return skip_to_closing();
}

http_reply refused_handshake(std::uint16_t port, const handshake& asked) {
    http_client client{port};
    client.send(write_handshake(asked));
    return client.read_reply();
}

} // namespace ivschat::integration
