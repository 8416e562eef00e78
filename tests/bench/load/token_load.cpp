// Sends CreateChatToken on connections that stay open, one request at a time on each, and checks
// every reply. With --count, stops after that many and writes the tokens to --save, line i for
// connection i of --rooms. Exit status 1 if a reply was wrong.
#include "../support/arguments.hpp"
#include "../support/layout.hpp"
#include "../support/measurement.hpp"
#include "../support/network.hpp"
#include "../support/program.hpp"
#include "signed_request.hpp"

#include <charconv>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace ivschat::bench {
namespace {

constexpr std::string_view token_begin = R"({"token":")";
constexpr std::uint64_t reply_patience = 10 * nanoseconds_per_second;

struct client {
    descriptor socket;
    std::string input;          // the beginning of a reply
    std::uint32_t user = 0;     // of the request that waits for its reply
    std::uint64_t asked_at = 0; // 0 if none does
    std::string token;          // the last one
};

struct http_reply {
    std::string_view head, body;
    std::size_t size() const { return head.size() + body.size(); }
};

// Nothing if it is incomplete.
std::optional<http_reply> parse_reply(std::string_view input) {
    static constexpr std::string_view length_header = "\r\nContent-Length: ";
    const auto end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto length_at = input.find(length_header);
    if (length_at >= end) throw std::runtime_error{"a reply has no Content-Length"};
    const auto digits = input.substr(length_at + length_header.size());
    std::size_t length = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (input.size() < end + 4 + length) return std::nullopt;
    return http_reply{.head = input.substr(0, end + 4), .body = input.substr(end + 4, length)};
}

// Lives on the program's only thread.
class token_clients {
public:
    explicit token_clients(const arguments& flags)
        : layout_{parse_layout(flags.text("rooms"))},
          request_{flags.text("server"), flags.text("key"), flags.text("secret")},
          is_fixed_{flags.is_set("fixed")},
          count_{flags.number("count")},
          clients_(flags.number("connections")),
          tokens_(count_),
          buffer_(input_size) {
        const auto address = parse_address(flags.text("server"));
        for (std::uint32_t i = 0; i < clients_.size(); ++i) {
            clients_[i].socket = begin_connect(address, i);
            ready_.watch(clients_[i].socket, i);
        }
    }

    void run_until(std::uint64_t end) {
        for (auto now = now_ns(); now < end && !is_done(); now = now_ns()) {
            if (now - last_reply_ > reply_patience && last_reply_ > 0) {
                throw std::runtime_error{"no reply came in time"};
            }
            for (const auto& event : ready_.wait(std::min(end - now, reply_patience))) {
                auto& ready = clients_[event.data.u32];
                if ((event.events & EPOLLIN) != 0) receive(ready);
                if ((event.events & EPOLLRDHUP) != 0) {
                    throw std::runtime_error{"a connection was closed"};
                }
                if (ready.asked_at == 0 && (event.events & EPOLLOUT) != 0) ask(ready);
            }
        }
    }

    bool is_done() const { return count_ > 0 && replies_ >= count_; }
    void clear_figures() {
        latencies_.clear();
        measured_ = 0;
    }
    std::uint64_t measured() const { return measured_; }
    const histogram& latencies() const { return latencies_; }
    const std::vector<std::string>& tokens() const { return tokens_; }
    std::uint64_t wrong() const { return wrong_; }

private:
    void ask(client& from) {
        if (count_ > 0 && users_ >= count_) return;
        from.user = users_++;
        from.asked_at = now_ns();
        const auto room = layout_.room_of[from.user % layout_.connections()];
        const auto request = request_.render(room, from.user, std::time(nullptr));
        const auto sent = send_some(from.socket, request);
        if (sent != std::ssize(request)) throw std::runtime_error{"a request could not be sent"};
    }

    void receive(client& into) {
        std::copy(into.input.begin(), into.input.end(), buffer_.begin());
        const auto kept = into.input.size();
        const auto size = receive_some(into.socket, std::span{buffer_}.subspan(kept));
        if (size < 0) throw std::runtime_error{"a connection was closed"};
        const std::string_view input{buffer_.data(), kept + static_cast<std::size_t>(size)};
        const auto reply = parse_reply(input);
        if (!reply) {
            into.input = input;
            return;
        }
        into.input.clear();
        if (into.asked_at == 0 || reply->size() != input.size()) return complain(input);
        const auto now = now_ns();
        latencies_.add(now - into.asked_at);
        last_reply_ = now;
        into.asked_at = 0;
        ++measured_;
        ++replies_;
        check(into, *reply, input);
        ask(into);
    }

    void check(client& of, const http_reply& reply, std::string_view input) {
        const auto& body = reply.body;
        const auto end = body.find('"', token_begin.size());
        if (!reply.head.starts_with("HTTP/1.1 200 ") || !body.starts_with(token_begin) ||
            end == std::string_view::npos || !body.ends_with("\"}")) {
            return complain(input);
        }
        if (is_fixed_) return;
        const auto token = body.substr(token_begin.size(), end - token_begin.size());
        if (token == of.token) return complain(input);
        of.token = token;
        if (count_ > 0) tokens_[of.user] = token;
    }

    // Reports the first mistake only.
    void complain(std::string_view input) {
        if (wrong_++ > 0) return;
        const std::string line{input.substr(0, 1000)};
        std::fprintf(stderr, "token_load: a wrong reply: %s\n", line.c_str());
    }

    room_layout layout_;
    signed_request request_;
    bool is_fixed_;
    std::uint32_t count_;
    std::vector<client> clients_;
    std::vector<std::string> tokens_; // by user
    std::vector<char> buffer_;
    readiness ready_;
    std::uint32_t users_ = 0;
    std::uint64_t replies_ = 0, measured_ = 0, wrong_ = 0, last_reply_ = 0;
    histogram latencies_;
};

int run(const arguments& flags) {
    token_clients clients{flags};
    figures out;
    if (flags.number("count") > 0) {
        clients.run_until(now_ns() + from_seconds(flags.real("patience")));
        if (!clients.is_done()) throw std::runtime_error{"not all tokens came in time"};
        std::ofstream file{flags.text("save")};
        for (const auto& token : clients.tokens()) file << token << '\n';
        if (!file.flush()) throw std::runtime_error{"cannot write " + flags.text("save")};
        return clients.wrong() == 0 ? 0 : 1;
    }
    clients.run_until(now_ns() + from_seconds(flags.real("warmup")));
    clients.clear_figures();
    measurement measured{parse_pids(flags.text("pids"))};
    clients.run_until(now_ns() + from_seconds(flags.real("seconds")));
    measured.end(out, clients.measured(), clients.latencies());
    out.add("wrong", static_cast<double>(clients.wrong()));
    out.print();
    return clients.wrong() == 0 ? 0 : 1;
}

} // namespace
} // namespace ivschat::bench

int main(int argc, char** argv) {
    using namespace ivschat::bench;
    return run_program("token_load", [&] {
        return run({{argv, static_cast<std::size_t>(argc)},
                    {{"server", "127.0.0.1:8420"},
                     {"connections", "64"},
                     {"key", ""},
                     {"secret", ""},
                     {"fixed", ""},
                     {"rooms", "1x1"},
                     {"count", "0"},
                     {"save", ""},
                     {"pids", ""},
                     {"warmup", "0.3"},
                     {"seconds", "1"},
                     {"patience", "60"}}});
    });
}
