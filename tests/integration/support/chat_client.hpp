// A chat client, written for these tests instead of using Beast, as the server does: so each checks
// the other, and a test can violate the protocol.
#pragma once

#include "integration/support/http_client.hpp"

#include <optional>

namespace ivschat::integration {

enum class opcode : unsigned {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10
};

struct frame {
    bool is_final = true;
    opcode kind = opcode::text;
    std::string payload = {};
    bool is_masked = true; // as clients must
    unsigned reserved = 0; // the three bits of RSV
};

// The bytes of a frame.
std::string write_frame(const frame& frame);

struct closing {
    std::optional<unsigned> code; // not set if the frame has none
    std::string reason;

    bool operator==(const closing&) const = default;
};
std::string write_closing(unsigned code, std::string_view reason = {});

struct handshake {
    std::string token = {};
    std::string path = "/";
    header_list headers = {};
    connection_options options = {};
};

// The bytes of an upgrade request. An empty token leaves the header out.
std::string write_handshake(const handshake& asked);

class chat_client {
public:
    // Throws runtime_error with the reply unless the connection opens.
    chat_client(std::uint16_t port, const handshake& asked);
    chat_client(std::uint16_t port, std::string token);

    const http_reply& upgrade() const { return upgrade_; }

    void send_frame(const frame& frame) { connection_.send(write_frame(frame)); }
    void send_text(std::string text) { send_frame({.payload = std::move(text)}); }
    void send(const nlohmann::json& request) { send_text(request.dump()); }

    // The next frame. Throws connection_reset at the end of the stream.
    frame receive_frame();
    // The next frame must be a whole text message.
    std::string receive_text();
    nlohmann::json receive() { return nlohmann::json::parse(receive_text()); }
    // The next frame must be a close frame.
    closing receive_closing();
    // Drops the frames before the close frame, and counts them in `skipped`.
    closing skip_to_closing(std::size_t* skipped = nullptr);
    // True if the server closed the connection without another byte.
    bool is_at_end();

    // Starts the close handshake and waits for its end.
    closing close(unsigned code = 1000, std::string_view reason = {});
    connection& bytes() { return connection_; }

private:
    std::string take(std::size_t count);

    connection connection_;
    std::string unread_;
    http_reply upgrade_;
};

// The server's reply to a handshake that must be refused.
http_reply refused_handshake(std::uint16_t port, const handshake& asked);

} // namespace ivschat::integration
