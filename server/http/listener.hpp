// Lives on one shard. Accepts connections and gives each a session.
#pragma once

#include "http/session.hpp"
#include "runtime/log.hpp"

namespace ivschat::http {

class listener {
public:
    // Throws boost::system::system_error if the address cannot be bound.
    listener(runtime::executor executor, const runtime::tcp::endpoint& address,
             const session_context& sessions, runtime::log& log);

    // The address that is bound: with the real port where port 0 was asked for.
    runtime::tcp::endpoint address() const { return acceptor_.local_endpoint(); }

    void start();
    void stop();

private:
    runtime::awaitable<void> accept_loop();
    // False, with the cause in the log, if that failed.
    runtime::awaitable<bool> accept_one();

    runtime::tcp_acceptor acceptor_;
    session_context sessions_;
    runtime::log& log_;
    runtime::steady_timer retry_timer_;
};

} // namespace ivschat::http
