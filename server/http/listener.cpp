#include "http/listener.hpp"

#include "runtime/log_exception.hpp"

#include <boost/asio/co_spawn.hpp>

namespace ivschat::http {

namespace asio = boost::asio;
using runtime::awaitable;
using runtime::log_exception;
using runtime::use_nothrow_awaitable;

namespace {

constexpr std::chrono::milliseconds retry_interval{100};

// A free function, whose parameters the coroutine keeps; a capturing lambda would not outlive it.
awaitable<void> run(std::shared_ptr<session> session) { co_await session->run(); }

} // namespace

listener::listener(runtime::executor executor, const runtime::tcp::endpoint& address,
                   const session_context& sessions, runtime::log& log)
    : acceptor_{executor, address, true}, sessions_{sessions}, log_{log}, retry_timer_{executor} {}

void listener::start() {
    asio::co_spawn(acceptor_.get_executor(), accept_loop(),
                   log_exception(log_, "The server accepts no more connections."));
}

void listener::stop() {
    runtime::error_code ignored;
    acceptor_.close(ignored);
    retry_timer_.cancel();
}

awaitable<void> listener::accept_loop() {
    while (acceptor_.is_open()) {
        const bool is_accepted = co_await accept_one();
        if (is_accepted) continue;
        // Most likely no file descriptor or memory is free: connections that end will free some.
        retry_timer_.expires_after(retry_interval);
        co_await retry_timer_.async_wait(use_nothrow_awaitable);
    }
}

awaitable<bool> listener::accept_one() {
    try {
        auto [failed, socket] = co_await acceptor_.async_accept(use_nothrow_awaitable);
        if (!acceptor_.is_open()) co_return true; // stopped meanwhile
        if (failed) {
            log_.warning("A connection could not be accepted.", {{"error", failed.message()}});
            co_return false;
        }
        auto made = std::make_shared<session>(std::move(socket), sessions_);
        asio::co_spawn(acceptor_.get_executor(), run(std::move(made)),
                       log_exception(log_, "A connection ended by an exception."));
        co_return true;
    } catch (...) {
        log_exception(log_, "A connection could not be accepted.")(std::current_exception());
    }
    co_return false;
}

} // namespace ivschat::http
