// Lives on one shard. One HTTP connection: reads requests one after another and writes what the
// application replies, until one of them becomes a WebSocket or the connection ends.
#pragma once

#include "http/reply_writer.hpp"
#include "http/request_reader.hpp"
#include "runtime/asio.hpp"
#include "runtime/connections.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <optional>

namespace ivschat::http {

// What requests are handed to.
class request_handler {
public:
    using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

    // The request outlives the call. No reply: the connection ends with nothing said.
    virtual runtime::awaitable<std::optional<reply>> handle(const request& request) = 0;
    // Takes over the socket, which outlives the call, and completes the WebSocket handshake or ends
    // the connection; else it says why not.
    virtual runtime::awaitable<std::optional<reply>> upgrade(runtime::tcp_socket& socket,
                                                             upgrade_request request) = 0;

protected:
    ~request_handler() = default;
};

// Ends the TCP connection with a reset.
void reset(runtime::tcp_socket& socket);

class session final : public runtime::connection {
public:
    session(runtime::tcp_socket socket, request_handler& handler, reply_writer& writer,
            runtime::connections& connections);

    // Runs until the connection ends. The session must be held by its caller meanwhile.
    runtime::awaitable<void> run();

    void stop() override;
    void abort() override;
    void check_idle() override;

private:
    using steady_clock = std::chrono::steady_clock;
    using upgrade_request = request_handler::upgrade_request;

    runtime::awaitable<bool> serve_one();
    runtime::awaitable<bool> read_rest();
    runtime::awaitable<bool> write_reply(reply reply);
    runtime::awaitable<void> refuse(reply reply);
    void start_request();
    bool receive();
    bool parse_received();
    void limit_request();
    bool wants_continue();
    runtime::awaitable<std::optional<reply>> upgrade(upgrade_request request);
    void wait_at_most(std::chrono::seconds patience);

    runtime::tcp_socket socket_;
    request_handler& handler_;
    reply_writer& writer_;
    runtime::connections::membership membership_;
    boost::beast::flat_buffer buffer_;
    request_reader reader_;
    runtime::error_code parse_error_;
    runtime::error_code read_error_;
    steady_clock::time_point deadline_;
    bool is_idle_ = true; // waits for a request
    bool is_stopping_ = false;
    bool was_continued_ = false;
    bool is_limited_ = false; // the body of the request at hand
    bool keep_alive_ = true;  // as far as the client wishes
};

} // namespace ivschat::http
