#include "http/close_watcher.hpp"

#include <poll.h>

#include <utility>

namespace ivschat::http {
namespace {

// True even if there is unread input before the end.
bool is_closed_by_peer(runtime::tcp_socket& socket) {
    if (!socket.is_open()) return true;
    pollfd asked{.fd = socket.native_handle(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

} // namespace

void close_watcher::start(std::function<void()> on_close) {
    on_close_ = std::move(on_close);
    current_ = std::make_shared<bool>(true);
    wait();
}

void close_watcher::wait() {
    socket_.async_wait(runtime::tcp_socket::wait_read,
                       [this, waits = std::weak_ptr{current_}](const runtime::error_code&) {
                           if (!waits.expired()) on_readable();
                       });
}

// Asio may report input that was read before the wait began.
void close_watcher::on_readable() {
    runtime::error_code failed;
    const bool has_input = socket_.available(failed) > 0;
    check();
    if (current_ && !has_input) wait();
}

void close_watcher::stop() {
    if (!current_) return;
    current_.reset();
    runtime::error_code ignored;
    socket_.cancel(ignored);
}

void close_watcher::check() {
    if (!current_ || !is_closed_by_peer(socket_)) return;
    current_.reset();
    std::exchange(on_close_, {})();
}

} // namespace ivschat::http
