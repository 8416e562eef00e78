// Lives on one shard. One query for the addresses of a host, by c-ares: first in /etc/hosts, then
// by the DNS servers of /etc/resolv.conf. Each query has a channel of its own. So it reads both
// files anew, and queries cannot disturb each other. Internal to outbound/.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/system/result.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct ares_channeldata;
struct ares_addrinfo;

namespace ivschat::outbound {

class dns_query : public std::enable_shared_from_this<dns_query> {
public:
    using endpoints = std::vector<runtime::tcp::endpoint>; // in order of preference, with port 0
    using outcome = boost::system::result<endpoints, runtime::error_code>;
    using time_point = std::chrono::steady_clock::time_point;

    explicit dns_query(const runtime::executor& executor);
    // Ends the query. `on_done` is not called then.
    ~dns_query();
    dns_query(const dns_query&) = delete;
    dns_query& operator=(const dns_query&) = delete;

    // Called once. `servers` replaces the servers of /etc/resolv.conf unless it is empty, in the
    // form "127.0.0.1:53,[::1]:53". `on_done` is called once, never during this call; it may
    // destroy the query.
    void start(const std::string& host, const std::string& servers, time_point deadline,
               std::function<void(outcome)> on_done);

private:
    struct watched_socket;

    static void on_addresses(void* self, int status, int timeouts, ares_addrinfo* found);
    static void on_socket_state(void* self, int socket, int is_reading, int is_writing);

    runtime::error_code open_channel(const std::string& servers);
    void process(int readable, int writable);
    void proceed();
    void arm_timer();
    void wait_for_sockets();
    void wait_for(const std::shared_ptr<watched_socket>& socket, bool to_write);
    void close();

    runtime::executor executor_;
    runtime::steady_timer timer_;
    time_point deadline_;
    std::map<int, std::shared_ptr<watched_socket>> sockets_; // by descriptor; c-ares owns those
    std::optional<outcome> outcome_;
    std::function<void(outcome)> on_done_;
    ares_channeldata* channel_ = nullptr;
};

} // namespace ivschat::outbound
