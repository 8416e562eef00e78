// Lives on one shard. A connection to one origin, which carries one exchange after another.
// Internal to outbound/.
#pragma once

#include "outbound/message.hpp"
#include "outbound/resolver.hpp"
#include "runtime/connections.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace ivschat::outbound {

using time_point = std::chrono::steady_clock::time_point;

class connection final : public runtime::connection {
public:
    // The resolver and the set must outlive the connection.
    connection(const runtime::executor& executor, url origin, resolver& names,
               runtime::connections& set);

    // Operations fail at `deadline`, those in progress and those that start before
    // `clear_deadline`.
    void set_deadline(time_point deadline);
    // For an idle connection.
    void clear_deadline();

    // Resolves the host, connects and, with a context, makes the TLS handshake. Called once.
    // Returns nothing on success.
    runtime::awaitable<std::optional<http_failure>> open(runtime::asio::ssl::context* tls);

    // One at a time. The request must outlive the exchange.
    runtime::awaitable<boost::system::result<http_response, http_failure>>
    exchange(const http_request& request, std::size_t body_limit);

    // True if another exchange may follow the last one.
    bool is_reusable() const;
    // True if the last exchange failed because the peer closed the connection before it sent any
    // part of a reply.
    bool was_closed_by_peer() const;

    void drain() override { abort(); }
    void abort() override;

private:
    enum class end_cause { none, timeout, stopped };

    void arm_timer(time_point when);
    void on_timer();
    void close();
    http_failure failure(http_failure::kind what, const std::string& why) const;
    http_failure failure(const runtime::error_code& why) const;

    runtime::awaitable<std::optional<http_failure>>
    connect(std::vector<runtime::tcp::endpoint> addresses);
    runtime::awaitable<std::optional<http_failure>> tls_handshake(runtime::asio::ssl::context& tls);

    runtime::awaitable<runtime::error_code> write(const http_request& request);
    runtime::awaitable<runtime::error_code> read(reply_parser& parser);

    url origin_;
    runtime::tcp_socket socket_;
    std::optional<runtime::asio::ssl::stream<runtime::tcp_socket&>> tls_;
    boost::beast::flat_buffer buffer_;
    runtime::steady_timer timer_;
    name_lookup lookup_;

    time_point deadline_;
    std::string_view phase_; // names the current step in the message of a timeout
    end_cause end_cause_ = end_cause::none;
    bool is_host_mismatch_ = false;
    bool has_reply_begun_ = false;
    bool is_peer_gone_ = false;
    bool keep_alive_ = false;
    runtime::connections::registration registration_;
};

} // namespace ivschat::outbound
