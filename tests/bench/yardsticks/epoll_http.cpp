// The floor of HTTP: an epoll loop that finds the end of each request and sends a fixed reply. With
// `--reply review`, it is a message review handler that allows everything.
#include "../support/arguments.hpp"
#include "../support/clock.hpp"
#include "../support/fixed_reply.hpp"
#include "../support/network.hpp"
#include "../support/program.hpp"

#include <charconv>
#include <vector>

namespace ivschat::bench {
namespace {

constexpr std::uint32_t listener_key = 0;

struct connection {
    descriptor socket;
    std::string input; // the beginning of a request
};

// The size of the request at the beginning of `input`. 0 if it is incomplete.
std::size_t whole_request(std::string_view input) {
    static constexpr std::string_view length_header = "\r\nContent-Length: ";
    const auto end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    const auto length_at = input.find(length_header);
    std::size_t length = 0;
    if (length_at < end) {
        const auto digits = input.substr(length_at + length_header.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), length);
    }
    const auto size = end + 4 + length;
    return size <= input.size() ? size : 0;
}

// What follows `before` up to a quotation mark, of which the benchmark's content has none.
std::string_view quoted(std::string_view text, std::string_view before) {
    const auto found = text.find(before);
    if (found == std::string_view::npos) return {};
    const auto rest = text.substr(found + before.size());
    return rest.substr(0, rest.find('"'));
}

std::string allowance(std::string_view request) {
    const auto body = R"({"ReviewResult":"ALLOW","Content":")" +
                      std::string{quoted(request, R"("Content":")")} + R"("})";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Lives on the program's only thread.
class server {
public:
    // Without a fixed reply, it acts as a review handler.
    explicit server(const std::string& address, std::string reply)
        : listener_{listen_at(parse_address(address))},
          reply_{std::move(reply)},
          buffer_(input_size),
          connections_(1) {
        ready_.watch(listener_, listener_key);
    }

    std::uint16_t port() const { return port_of(listener_); }

    [[noreturn]] void run() {
        for (;;) {
            for (const auto& event : ready_.wait(3600 * nanoseconds_per_second)) {
                if (event.data.u32 == listener_key) {
                    accept_all();
                    continue;
                }
                auto& ready = connections_[event.data.u32];
                if ((event.events & EPOLLIN) != 0) serve(ready);
                if ((event.events & EPOLLRDHUP) != 0) ready.socket.reset();
            }
        }
    }

private:
    void accept_all() {
        for (;;) {
            auto socket = accept_from(listener_);
            if (!socket.is_open()) return;
            const auto key = static_cast<std::uint32_t>(connections_.size());
            connections_.push_back({.socket = std::move(socket), .input = {}});
            ready_.watch(connections_[key].socket, key);
        }
    }

    void serve(connection& with) {
        std::copy(with.input.begin(), with.input.end(), buffer_.begin());
        const auto kept = with.input.size();
        with.input.clear();
        const auto size = receive_some(with.socket, std::span{buffer_}.subspan(kept));
        if (size < 0) return with.socket.reset();
        std::string_view input{buffer_.data(), kept + static_cast<std::size_t>(size)};
        while (const auto request = whole_request(input)) {
            // One reply of 500 bytes always fits.
            send_some(with.socket, reply_.empty() ? allowance(input.substr(0, request)) : reply_);
            input.remove_prefix(request);
        }
        with.input = input;
    }

    descriptor listener_;
    std::string reply_;
    std::vector<char> buffer_;
    readiness ready_;
    std::vector<connection> connections_; // by key, which is never used again
};

} // namespace
} // namespace ivschat::bench

int main(int argc, char** argv) {
    using namespace ivschat::bench;
    return run_program("epoll_http", [&]() -> int {
        const arguments flags{{argv, static_cast<std::size_t>(argc)},
                              {{"listen", "127.0.0.1:0"}, {"reply", "fixed"}}};
        const bool is_fixed = flags.text("reply") == "fixed";
        server server{flags.text("listen"), is_fixed ? fixed_reply() : ""};
        std::printf("epoll_http ready: http://127.0.0.1:%u\n", unsigned{server.port()});
        std::fflush(stdout);
        server.run();
    });
}
