// An HTTP/1.1 client that gives tests control of every byte.
#pragma once

#include "integration/support/connection.hpp"

#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace ivschat::integration {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct http_reply {
    std::string version; // "HTTP/1.1"
    int status = 0;
    header_list headers = {};
    std::string body = {};

    // The first header of that name, in any case; empty if there is none.
    std::string header(std::string_view name) const;
    bool has(std::string_view name) const;
    std::string error() const { return header("x-amzn-ErrorType"); }
    nlohmann::json json() const { return nlohmann::json::parse(body); }
};

// The bytes of a request. Host and, with a body, Content-Length are added.
std::string write_request(std::string_view method, std::string_view target,
                          std::string_view body = {}, const header_list& headers = {});

// One connection that is kept alive.
class http_client {
public:
    explicit http_client(std::uint16_t port) : connection_{port} {}

    http_reply get(std::string_view target, const header_list& headers = {});
    http_reply post(std::string_view target, std::string_view body,
                    const header_list& headers = {});

    void send(std::string_view bytes) { connection_.send(bytes); }
    // Returns interim replies such as 100, too. Throws if the stream ends before the reply does.
    http_reply read_reply(bool is_reply_to_head = false);
    // True if the server closed the connection without another byte.
    bool is_at_end();

    connection& bytes() { return connection_; }

private:
    std::string take_until(std::string_view end);
    std::string take(std::size_t count);

    connection connection_;
    std::string unread_;
};

// One request on a connection of its own.
http_reply post(std::uint16_t port, std::string_view target, std::string_view body,
                const header_list& headers = {});
http_reply get(std::uint16_t port, std::string_view target);

} // namespace ivschat::integration
