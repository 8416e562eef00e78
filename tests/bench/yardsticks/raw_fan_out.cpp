// The floor of a fan-out: an epoll loop that parses no more of a message than it must, frames it
// once and writes the same bytes to every socket of the room. It checks nothing.
#include "../support/arguments.hpp"
#include "../support/clock.hpp"
#include "../support/network.hpp"
#include "../support/program.hpp"
#include "../support/websocket.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace ivschat::bench {
namespace {

enum class flush_rule {
    message, // each message by itself
    pass,    // what one pass over the ready sockets has brought
    tick     // at once if the last flush is 5 ms ago, else when it is
};

constexpr std::uint64_t tick_ns = 5'000'000;
constexpr std::uint64_t for_ever = 3600 * nanoseconds_per_second;
constexpr std::uint32_t listener_key = 0;

std::string accepted_key(std::string_view key) {
    const auto text = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return {encoded.begin(), encoded.begin() + length};
}

// What follows `before` up to `end`; empty if it is not there.
std::string_view between(std::string_view text, std::string_view before, char end) {
    const auto found = text.find(before);
    if (found == std::string_view::npos) return {};
    const auto rest = text.substr(found + before.size());
    return rest.substr(0, rest.find(end));
}

// As long as the frame that ivschat-local sends for the same content.
void append_delivery(std::string& out, std::string_view content) {
    static constexpr std::string_view before =
        R"({"Type":"MESSAGE","Id":"0123456789ab","RequestId":"r00000000","Attributes":null,)"
        R"("Content":")";
    static constexpr std::string_view behind =
        R"(","SendTime":"2026-11-22T17:46:58.052123456Z",)"
        R"("Sender":{"UserId":"u0000000001","Attributes":{}}})";
    append_head(out, opcode::text, before.size() + content.size() + behind.size());
    out.append(before).append(content).append(behind);
}

struct room;

struct member {
    descriptor socket;
    room* home = nullptr; // since the handshake
    std::size_t place = 0;
    std::string input;  // the beginning of a request or frame
    std::string output; // what the socket did not take
};

struct room {
    std::vector<member*> members;
    std::string pending;
};

// Lives on the program's only thread.
class fan_out {
public:
    fan_out(const std::string& address, flush_rule rule)
        : listener_{listen_at(parse_address(address))}, rule_{rule}, buffer_(input_size) {
        ready_.watch(listener_, listener_key);
        members_.resize(1);
    }

    std::uint16_t port() const { return port_of(listener_); }

    [[noreturn]] void run() {
        for (;;) {
            for (const auto& event : ready_.wait(patience())) serve(event);
            if (!dirty_.empty() && now_ns() >= next_flush()) flush_all();
        }
    }

private:
    std::uint64_t next_flush() const { return rule_ == flush_rule::tick ? flushed_ + tick_ns : 0; }

    std::uint64_t patience() const {
        if (dirty_.empty()) return for_ever;
        const auto now = now_ns();
        return next_flush() > now ? next_flush() - now : 0;
    }

    void serve(const epoll_event& event) {
        if (event.data.u32 == listener_key) return accept_all();
        auto* const one = members_[event.data.u32].get();
        if (one == nullptr) return;
        bool is_gone = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if ((event.events & EPOLLOUT) != 0 && !one->output.empty()) is_gone |= !write(*one, {});
        if ((event.events & EPOLLIN) != 0) is_gone |= !receive(*one);
        if (!is_gone) return;
        leave(*one);
        free_keys_.push_back(event.data.u32);
        members_[event.data.u32].reset();
    }

    void accept_all() {
        for (;;) {
            auto socket = accept_from(listener_);
            if (!socket.is_open()) return;
            auto key = static_cast<std::uint32_t>(members_.size());
            if (free_keys_.empty()) {
                members_.emplace_back();
            } else {
                key = free_keys_.back();
                free_keys_.pop_back();
            }
            members_[key] = std::make_unique<member>();
            members_[key]->socket = std::move(socket);
            ready_.watch(members_[key]->socket, key);
        }
    }

    // False if the connection is gone.
    bool receive(member& from) {
        for (;;) {
            const auto kept = from.input.size();
            std::copy(from.input.begin(), from.input.end(), buffer_.begin());
            from.input.clear();
            const auto space = std::span{buffer_}.subspan(kept);
            const auto size = receive_some(from.socket, space);
            if (size < 0) return false;
            const auto have = kept + static_cast<std::size_t>(size);
            auto input = std::span{buffer_}.first(have);
            if (from.home == nullptr) input = shake_hands(from, input);
            while (from.home != nullptr) {
                const auto head = parse_head(input);
                if (!head || input.size() < head->head_size + head->payload_size) break;
                if (head->kind == opcode::close) return false;
                take(*from.home, *head, input);
                input = input.subspan(head->head_size + head->payload_size);
            }
            from.input.assign(input.begin(), input.end());
            if (static_cast<std::size_t>(size) < space.size()) return true;
        }
    }

    std::span<char> shake_hands(member& with, std::span<char> input) {
        const std::string_view text{input.data(), input.size()};
        const auto end = text.find("\r\n\r\n");
        if (end == std::string_view::npos) return input;
        write(with, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
                        accepted_key(between(text, "Sec-WebSocket-Key: ", '\r')) + "\r\n\r\n");
        with.home = &rooms_[std::string{between(text, "GET ", ' ')}];
        with.place = with.home->members.size();
        with.home->members.push_back(&with);
        return input.subspan(end + 4);
    }

    void take(room& home, const frame_head& head, std::span<char> frame) {
        const auto payload = frame.subspan(head.head_size, head.payload_size);
        apply_mask(payload, payload.data() - 4);
        const std::string_view text{payload.data(), payload.size()};
        if (home.pending.empty()) dirty_.push_back(&home);
        append_delivery(home.pending, between(text, R"("Content":")", '"'));
        if (rule_ == flush_rule::message) flush_all();
    }

    void flush_all() {
        for (auto* const each : dirty_) {
            for (auto* const receiver : each->members) write(*receiver, each->pending);
            each->pending.clear();
        }
        dirty_.clear();
        flushed_ = now_ns();
    }

    // False if the connection is gone, which reading will report, too.
    bool write(member& to, std::string_view bytes) {
        if (!to.output.empty() && !bytes.empty()) {
            to.output.append(bytes);
            return true;
        }
        const std::string_view all = bytes.empty() ? to.output : bytes;
        const auto sent = send_some(to.socket, all);
        if (sent < 0) return false;
        const std::string rest{all.substr(static_cast<std::size_t>(sent))};
        to.output = rest;
        return true;
    }

    void leave(member& leaving) {
        if (leaving.home == nullptr) return;
        auto& members = leaving.home->members;
        members[leaving.place] = members.back();
        members[leaving.place]->place = leaving.place;
        members.pop_back();
    }

    descriptor listener_;
    flush_rule rule_;
    std::vector<char> buffer_;
    readiness ready_;
    std::vector<std::unique_ptr<member>> members_; // by key
    std::vector<std::uint32_t> free_keys_;
    std::map<std::string, room> rooms_; // by path
    std::vector<room*> dirty_;
    std::uint64_t flushed_ = 0;
};

flush_rule parse_rule(const std::string& name) {
    if (name == "message") return flush_rule::message;
    if (name == "pass") return flush_rule::pass;
    if (name == "tick") return flush_rule::tick;
    throw std::invalid_argument{"--flush is message, pass or tick"};
}

} // namespace
} // namespace ivschat::bench

int main(int argc, char** argv) {
    using namespace ivschat::bench;
    return run_program("raw_fan_out", [&]() -> int {
        const arguments flags{{argv, static_cast<std::size_t>(argc)},
                              {{"listen", "127.0.0.1:0"}, {"flush", "pass"}}};
        raise_descriptor_limit(0);
        fan_out server{flags.text("listen"), parse_rule(flags.text("flush"))};
        std::printf("raw_fan_out ready: http://127.0.0.1:%u\n", unsigned{server.port()});
        std::fflush(stdout);
        server.run();
    });
}
