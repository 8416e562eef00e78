// Lives on the program's only thread. Many WebSocket connections to one server.
#pragma once

#include "../support/layout.hpp"
#include "../support/network.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::bench {

class chat_clients {
public:
    class listener {
    public:
        virtual void receive(std::uint32_t connection, std::string_view text,
                             std::uint64_t now) = 0;
        virtual void lose(std::uint32_t connection) = 0;

    protected:
        ~listener() = default;
    };

    // Connection i asks for the path /room/N of its room and offers the i-th of the tokens, if
    // there are any, as its subprotocol. The layout must outlive this.
    chat_clients(const std::string& address, const room_layout& layout,
                 std::vector<std::string> tokens);

    // Throws std::runtime_error if one is refused or if they are not all open after `patience_ns`.
    void connect_all(listener& to, std::uint64_t patience_ns);

    // Waits at most that long, then reads whatever has arrived.
    void poll(listener& to, std::uint64_t patience_ns);

    // Bytes that the socket does not accept wait, without a bound: a closed loop bounds itself.
    void send(std::uint32_t connection, std::string_view frame);

private:
    enum class state : std::uint8_t { unused, shaking_hands, open, closed };

    struct client {
        descriptor socket;
        state is = state::unused;
        std::string input;  // the beginning of a frame
        std::string output; // what the socket did not take
    };

    void begin(std::uint32_t connection);
    void receive_all(std::uint32_t connection, bool is_ending, listener& to);
    std::size_t take(std::uint32_t connection, std::span<char> input, listener& to);
    std::size_t finish_handshake(client& with, std::string_view input);
    bool take_frame(std::uint32_t connection, std::span<char> input, std::size_t& size,
                    listener& to);
    void close(std::uint32_t connection, listener& to);
    std::string handshake_request(std::uint32_t connection) const;

    std::string authority_;
    sockaddr_in address_;
    const room_layout& layout_;
    std::vector<std::string> tokens_;
    std::vector<client> clients_;
    std::vector<char> buffer_;
    readiness ready_;
    std::uint32_t open_ = 0;
    std::uint64_t received_at_ = 0;
};

} // namespace ivschat::bench
