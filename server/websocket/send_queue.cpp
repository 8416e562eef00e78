#include "websocket/send_queue.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/container/static_vector.hpp>

#include <string_view>
#include <utility>

namespace ivschat::websocket {

using runtime::asio::const_buffer;

namespace {

// As sent by a server (RFC 6455, 5.2): the last fragment of a text or binary message.
bool begins_with_data_frame(std::string_view bytes) {
    constexpr unsigned fin = 0x80;
    constexpr unsigned control = 0x08;
    if (bytes.empty()) return false;
    const auto first = static_cast<unsigned char>(bytes.front());
    return (first & fin) != 0 && (first & control) == 0;
}

} // namespace

send_queue::send_queue(runtime::tcp_socket socket, write_scheduler& scheduler, std::size_t limit)
    : socket_{std::move(socket)}, scheduler_{scheduler}, limit_{limit} {
    runtime::error_code ignored; // a socket that is broken already fails at the first write
    socket_.non_blocking(true, ignored);
}

void send_queue::push(frame data) {
    if (has_failed_ || has_overflowed_) return;
    if (is_over(data->size())) return overflow();
    enqueue(std::move(data));
}

void send_queue::send(const frame& data) {
    if (!queue_.empty() || is_held_ || is_blocked_ || has_failed_ || has_overflowed_)
        return push(data);
    runtime::error_code ec;
    const auto sent = socket_.write_some(const_buffer{data->data(), data->size()}, ec);
    if (ec && ec != runtime::asio::error::would_block) return fail();
    if (sent == data->size()) return;
    queue_.push(data);
    queued_bytes_ = data->size() - sent;
    head_sent_ = sent;
    wait_until_writable();
}

void send_queue::push_control(std::string bytes) {
    if (has_failed_) return;
    if (!has_overflowed_ && is_over(bytes.size())) overflow();
    enqueue(std::make_shared<const std::string>(std::move(bytes)));
}

// One frame may always wait, however large: a small limit must not cut off quick readers.
bool send_queue::is_over(std::size_t more) const {
    return queued_bytes_ > 0 && queued_bytes_ + more > limit_;
}

void send_queue::enqueue(frame bytes) {
    queued_bytes_ += bytes->size();
    queue_.push(std::move(bytes));
    if (!is_blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::overflow() {
    has_overflowed_ = true;
    discard_messages();
    post_to_owner(&send_queue_owner::on_slow_consumer);
}

// A frame that has begun to leave must be finished, or the next one would land inside it.
void send_queue::discard_messages() {
    frame_queue kept;
    queued_bytes_ = 0;
    for (std::size_t i = 0; i < queue_.size(); ++i) {
        const bool has_begun = i == 0 && head_sent_ > 0;
        if (!has_begun && begins_with_data_frame(*queue_[i])) continue;
        queued_bytes_ += queue_[i]->size() - (has_begun ? head_sent_ : 0);
        kept.push(queue_[i]);
    }
    queue_ = std::move(kept);
    if (!is_blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::post_to_owner(void (send_queue_owner::*event)()) {
    runtime::asio::post(socket_.get_executor(), [self = shared_from_this(), event] {
        if (self->owner_ != nullptr) (self->owner_->*event)();
    });
}

void send_queue::notify_when_drained() {
    notifies_when_drained_ = true;
    if (!is_blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::hold(bool held) {
    if (held && !is_held_ && !is_blocked_) flush();
    is_held_ = held;
    if (!held && !is_blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::flush() {
    if (is_blocked_ || (is_held_ && !has_failed_)) return;
    while (!has_failed_ && !queue_.empty()) {
        std::size_t offered = 0;
        runtime::error_code ec;
        const auto sent = write_some(offered, ec);
        if (ec && ec != runtime::asio::error::would_block) return fail();
        consume(sent);
        if (sent < offered) return wait_until_writable();
    }
    release_queue();
}

std::size_t send_queue::write_some(std::size_t& offered, runtime::error_code& ec) {
    const auto first = const_buffer{queue_[0]->data(), queue_[0]->size()} + head_sent_;
    offered = first.size();
    if (queue_.size() == 1) return socket_.write_some(first, ec); // a cheaper system call
    constexpr std::size_t most_buffers = 64; // what Asio hands to one system call
    boost::container::static_vector<const_buffer, most_buffers> buffers{first};
    for (std::size_t i = 1; i < queue_.size() && i < most_buffers; ++i) {
        buffers.emplace_back(queue_[i]->data(), queue_[i]->size());
        offered += buffers.back().size();
    }
    return socket_.write_some(buffers, ec);
}

void send_queue::consume(std::size_t sent) {
    queued_bytes_ -= sent;
    head_sent_ += sent;
    while (!queue_.empty() && head_sent_ >= queue_[0]->size()) {
        head_sent_ -= queue_[0]->size();
        queue_.pop();
    }
}

void send_queue::wait_until_writable() {
    is_blocked_ = true;
    socket_.async_wait(runtime::tcp_socket::wait_write,
                       [self = shared_from_this()](const runtime::error_code& ec) {
                           self->is_blocked_ = false;
                           if (ec)
                               self->fail();
                           else
                               self->flush();
                       });
}

void send_queue::fail() {
    if (std::exchange(has_failed_, true)) return;
    runtime::error_code ignored;
    socket_.close(ignored);
    release_queue();
    post_to_owner(&send_queue_owner::on_send_failed);
}

void send_queue::release_queue() {
    queue_.clear();
    head_sent_ = queued_bytes_ = 0;
    if (std::exchange(notifies_when_drained_, false) && owner_ != nullptr) owner_->on_drained();
}

} // namespace ivschat::websocket
