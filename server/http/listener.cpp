#include "http/listener.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace ivschat::http {

namespace asio = boost::asio;
using runtime::awaitable;
using runtime::use_nothrow_awaitable;

namespace {

// A free function, whose parameters the coroutine keeps; a capturing lambda would not outlive it.
awaitable<void> run(std::shared_ptr<session> session) { co_await session->run(); }

} // namespace

listener::listener(runtime::executor executor, const runtime::tcp::endpoint& address,
                   request_handler& handler, reply_writer& writer,
                   runtime::connections& connections, runtime::log& log)
    : acceptor_{executor, address, true},
      handler_{handler},
      writer_{writer},
      connections_{connections},
      log_{log},
      pause_{executor} {}

void listener::start() { asio::co_spawn(acceptor_.get_executor(), accept_all(), asio::detached); }

void listener::stop() {
    runtime::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

awaitable<void> listener::accept_all() {
    while (acceptor_.is_open()) {
        auto [ec, socket] = co_await acceptor_.async_accept(use_nothrow_awaitable);
        if (!acceptor_.is_open()) co_return;
        if (ec) {
            // Most likely no file descriptor is free: connections that end will free some.
            log_.warning("A connection could not be accepted.", {{"error", ec.message()}});
            pause_.expires_after(std::chrono::milliseconds{100});
            co_await pause_.async_wait(use_nothrow_awaitable);
            continue;
        }
        auto made = std::make_shared<session>(std::move(socket), handler_, writer_, connections_);
        asio::co_spawn(acceptor_.get_executor(), run(std::move(made)), asio::detached);
    }
}

} // namespace ivschat::http
