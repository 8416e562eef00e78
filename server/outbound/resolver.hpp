// Lives on one shard. Finds the addresses of hosts without blocking. There is one query per host at
// a time, which later callers join; its result is kept for a short time.
#pragma once

#include "outbound/dns_query.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace ivschat::outbound {

class name_lookup;

struct resolver_settings {
    // As "127.0.0.1:53,[::1]:53". Empty: the servers of /etc/resolv.conf.
    std::string servers = {};
    // A query goes on after its callers have left, so that a slow DNS server serves the next ones.
    std::chrono::milliseconds query_timeout{10'000};
    std::chrono::milliseconds keep_for{5'000};
    // Beyond it, a query that nobody waits for is given up. If there is none, the look-up fails.
    std::size_t max_queries = 64;
    // Beyond it, the oldest result goes.
    std::size_t max_kept = 256;
};

class resolver {
public:
    using endpoints = dns_query::endpoints;
    using outcome = dns_query::outcome;

    // The resolver must outlive its look-ups.
    explicit resolver(const runtime::executor& executor, resolver_settings settings = {});

    // Ends all queries. Their callers wait until they are cancelled.
    void stop() { queries_.clear(); }

private:
    friend class name_lookup;
    using time_point = std::chrono::steady_clock::time_point;

    struct pending_query {
        std::shared_ptr<dns_query> query;
        std::vector<name_lookup*> waiters;
    };
    struct kept_result {
        endpoints addresses;
        time_point until;
    };

    const endpoints* find_kept(const std::string& host) const;
    // Returns an error if too many queries are under way.
    runtime::error_code join(const std::string& host, name_lookup& waiter);
    void leave(const std::string& host, name_lookup& waiter);
    void on_done(const std::string& host, const outcome& result);
    void keep(const std::string& host, const endpoints& addresses);

    runtime::executor executor_;
    resolver_settings settings_;
    std::map<std::string, pending_query> queries_;
    std::map<std::string, kept_result> kept_;
};

// Lives on one shard. One caller's wait for the addresses of a host.
class name_lookup {
public:
    name_lookup(const runtime::executor& executor, resolver& resolver);

    // Called once. Returns at least one endpoint, in order of preference.
    runtime::awaitable<resolver::outcome> find(std::string host, std::uint16_t port);

    // Ends `find` with operation_aborted. The query goes on.
    void cancel() { done_.cancel(); }

private:
    friend class resolver;

    void complete(const resolver::outcome& result);

    resolver& resolver_;
    runtime::steady_timer done_;
    resolver::outcome result_;
};

// Runs a look-up to its end, with an event loop of its own. For use before the server serves.
resolver::outcome resolve_now(const std::string& host, std::uint16_t port,
                              std::chrono::milliseconds timeout, resolver_settings settings = {});

} // namespace ivschat::outbound
