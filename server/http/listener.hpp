// Lives on one shard. Accepts connections and gives each a session.
#pragma once

#include "http/session.hpp"
#include "runtime/log.hpp"

namespace ivschat::http {

class listener {
public:
    // Throws boost::system::system_error if the address cannot be bound.
    listener(runtime::executor executor, const runtime::tcp::endpoint& address,
             request_handler& handler, reply_writer& writer, runtime::connections& connections,
             runtime::log& log);

    // The address in fact, where port 0 was asked for.
    runtime::tcp::endpoint address() const { return acceptor_.local_endpoint(); }

    void start();
    void stop();

private:
    runtime::awaitable<void> accept_all();

    runtime::tcp_acceptor acceptor_;
    request_handler& handler_;
    reply_writer& writer_;
    runtime::connections& connections_;
    runtime::log& log_;
    runtime::steady_timer pause_;
};

} // namespace ivschat::http
