#include "chat_clients.hpp"

#include "../support/clock.hpp"
#include "../support/websocket.hpp"

#include <algorithm>
#include <stdexcept>

namespace ivschat::bench {
namespace {

constexpr std::uint32_t handshakes_at_once = 128;

} // namespace

chat_clients::chat_clients(const std::string& address, const room_layout& layout,
                           std::vector<std::string> tokens)
    : authority_{address},
      address_{parse_address(address)},
      layout_{layout},
      tokens_{std::move(tokens)},
      clients_(layout.connections()),
      buffer_(input_size) {
    if (!tokens_.empty() && tokens_.size() < clients_.size()) {
        throw std::runtime_error{"there are fewer tokens than connections"};
    }
}

void chat_clients::connect_all(listener& to, std::uint64_t patience_ns) {
    const auto deadline = now_ns() + patience_ns;
    std::uint32_t begun = 0;
    while (open_ < clients_.size()) {
        while (begun < clients_.size() && begun - open_ < handshakes_at_once) begin(begun++);
        poll(to, nanoseconds_per_second / 10);
        if (now_ns() > deadline) {
            throw std::runtime_error{"only " + std::to_string(open_) +
                                     " connections were open "
                                     "in time"};
        }
    }
}

void chat_clients::begin(std::uint32_t connection) {
    auto& made = clients_[connection];
    made.socket = begin_connect(address_, connection);
    made.is = state::shaking_hands;
    made.output = handshake_request(connection);
    ready_.watch(made.socket, connection);
}

std::string chat_clients::handshake_request(std::uint32_t connection) const {
    auto request = "GET /room/" + std::to_string(layout_.room_of[connection]) +
                   " HTTP/1.1\r\nHost: " + authority_ +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
                   std::string{client_key} + "\r\n";
    if (!tokens_.empty()) request += "Sec-WebSocket-Protocol: " + tokens_[connection] + "\r\n";
    return request + "\r\n";
}

void chat_clients::poll(listener& to, std::uint64_t patience_ns) {
    for (const auto& event : ready_.wait(patience_ns)) {
        auto& ready = clients_[event.data.u32];
        if ((event.events & EPOLLOUT) != 0 && !ready.output.empty()) send(event.data.u32, {});
        const bool is_ending = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if (is_ending || (event.events & EPOLLIN) != 0) {
            receive_all(event.data.u32, is_ending, to);
        }
    }
}

void chat_clients::send(std::uint32_t connection, std::string_view frame) {
    auto& from = clients_[connection];
    if (from.is == state::closed) return;
    if (!from.output.empty()) {
        from.output.append(frame);
        frame = from.output;
    }
    const auto sent = send_some(from.socket, frame);
    if (sent < 0) return; // reading tells
    const auto rest = frame.substr(static_cast<std::size_t>(sent));
    if (rest.empty())
        from.output.clear();
    else
        from.output = std::string{rest};
}

void chat_clients::receive_all(std::uint32_t connection, bool is_ending, listener& to) {
    auto& into = clients_[connection];
    while (into.is != state::closed) {
        const auto kept = into.input.size();
        std::copy(into.input.begin(), into.input.end(), buffer_.begin());
        const auto space = std::span{buffer_}.subspan(kept);
        if (space.empty()) throw std::runtime_error{"a frame is too large"};
        const auto size = receive_some(into.socket, space);
        if (size < 0) return close(connection, to);
        received_at_ = now_ns();
        const auto input = std::span{buffer_}.first(kept + static_cast<std::size_t>(size));
        const auto taken = take(connection, input, to);
        const auto rest = input.subspan(taken);
        into.input.assign(rest.begin(), rest.end());
        // Readiness is edge-triggered; a short read has emptied the socket.
        if (size == 0 || (!is_ending && static_cast<std::size_t>(size) < space.size())) return;
    }
}

// Returns how many bytes of the input were consumed.
std::size_t chat_clients::take(std::uint32_t connection, std::span<char> input, listener& to) {
    auto& into = clients_[connection];
    std::size_t taken = 0;
    if (into.is == state::shaking_hands) {
        taken = finish_handshake(into, {input.data(), input.size()});
        if (into.is == state::shaking_hands) return 0;
    }
    std::size_t size = 0;
    while (into.is == state::open && take_frame(connection, input.subspan(taken), size, to)) {
        taken += size;
    }
    return taken;
}

std::size_t chat_clients::finish_handshake(client& with, std::string_view input) {
    const auto end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    const auto head = input.substr(0, end + 2);
    if (!head.starts_with("HTTP/1.1 101 ") ||
        head.find(client_key_accepted) == std::string_view::npos) {
        throw std::runtime_error{"a handshake failed: " + std::string{input.substr(0, 400)}};
    }
    with.is = state::open;
    ++open_;
    return end + 4;
}

// False if no whole frame is there.
bool chat_clients::take_frame(std::uint32_t connection, std::span<char> input, std::size_t& size,
                              listener& to) {
    const auto head = parse_head(input);
    if (!head || input.size() < head->head_size + head->payload_size) return false;
    size = head->head_size + head->payload_size;
    if (!head->is_plain || head->is_masked) throw std::runtime_error{"a frame is ill-formed"};
    const auto payload = input.subspan(head->head_size, head->payload_size);
    switch (head->kind) {
    case opcode::text:
    case opcode::binary:
        to.receive(connection, {payload.data(), payload.size()}, received_at_);
        break;
    case opcode::close:
        close(connection, to);
        break;
    case opcode::ping: {
        static constexpr std::string_view no_mask{"\0\0\0\0", 4};
        std::string pong;
        append_head(pong, opcode::pong, payload.size(), no_mask);
        send(connection, pong.append(payload.begin(), payload.end()));
        break;
    }
    case opcode::pong:
        break;
    }
    return true;
}

void chat_clients::close(std::uint32_t connection, listener& to) {
    auto& closing = clients_[connection];
    if (closing.is == state::shaking_hands) {
        throw std::runtime_error{"a connection was closed during its handshake"};
    }
    closing.is = state::closed;
    closing.socket.reset();
    to.lose(connection);
}

} // namespace ivschat::bench
