// Lives on one shard. One connection to one origin, which carries one exchange after another.
// Internal to outbound/.
#pragma once

#include "outbound/message.hpp"
#include "outbound/name_lookup.hpp"
#include "runtime/connections.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace ivschat::outbound {

using moment = std::chrono::steady_clock::time_point;

class connection final : public runtime::connection {
public:
    // The set outlives the connection.
    connection(const runtime::executor& executor, url origin, runtime::connections& set);

    // What is under way, and all that is begun before `rest`, fails at `deadline`.
    void end_by(moment deadline);
    // Waits for the next exchange, without a deadline.
    void rest();

    // Finds, connects and, with a context, agrees on TLS; once. Nothing is returned if all is well.
    runtime::awaitable<std::optional<http_failure>> open(runtime::asio::ssl::context* tls);

    // One at a time. The request outlives the exchange.
    runtime::awaitable<boost::system::result<http_response, http_failure>>
    exchange(const http_request& request, std::size_t largest_body);

    // After an exchange: whether another may follow.
    bool is_reusable() const;
    // After an exchange that failed: the peer ended the connection before it had replied anything.
    bool was_closed_by_peer() const;

    void stop() override { abort(); }
    void abort() override;

private:
    enum class ending { none, timeout, stopped };

    void wake_at(moment when);
    void wake();
    void close();
    http_failure failure(http_failure::kind what, const std::string& why) const;
    http_failure failure(const runtime::error_code& why) const;

    runtime::awaitable<std::optional<http_failure>>
    connect(std::vector<runtime::tcp::endpoint> addresses);
    runtime::awaitable<std::optional<http_failure>> agree_on_tls(runtime::asio::ssl::context& tls);

    runtime::awaitable<runtime::error_code> write(const http_request& request);
    runtime::awaitable<runtime::error_code> read(reply_parser& parser);

    url origin_;
    runtime::tcp_socket socket_;
    std::optional<runtime::asio::ssl::stream<runtime::tcp_socket&>> tls_;
    boost::beast::flat_buffer buffer_;
    runtime::steady_timer timer_;
    std::shared_ptr<name_lookup> lookup_;

    moment deadline_;
    std::string_view doing_; // for the sentence of a timeout
    ending ending_ = ending::none;
    bool is_another_host_ = false;
    bool has_reply_begun_ = false;
    bool is_peer_gone_ = false;
    bool may_keep_ = false;
    runtime::connections::membership membership_;
};

} // namespace ivschat::outbound
