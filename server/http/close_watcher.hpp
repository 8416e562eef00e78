// Lives on one shard. Notices while a request is handled that its client has closed the connection,
// or its sending half. Watches for subscribers only, since most requests are handled at once.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/close_notifier.hpp"

#include <functional>
#include <memory>

namespace ivschat::http {

class close_watcher final : public runtime::close_notifier {
public:
    // The socket outlives the watcher, and must have no other operation pending while there is a
    // subscription.
    explicit close_watcher(runtime::tcp_socket& socket) : socket_{socket} {}
    close_watcher(const close_watcher&) = delete;
    close_watcher& operator=(const close_watcher&) = delete;

    // To be called now and then: once a client has pipelined its next request, the event loop can
    // no longer tell a close from that request.
    void check();

private:
    void start(std::function<void()> on_close) override;
    void stop() override;
    void wait();
    void on_readable();

    runtime::tcp_socket& socket_;
    std::function<void()> on_close_;
    std::shared_ptr<bool>
        current_; // of the subscription; a handler that finds it gone does nothing
};

} // namespace ivschat::http
