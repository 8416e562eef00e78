#include "websocket/send_queue.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/container/static_vector.hpp>

#include <utility>

namespace ivschat::websocket {

using runtime::asio::const_buffer;

void write_scheduler::schedule(std::shared_ptr<send_queue> dirty) {
    if (dirty->scheduled_) return;
    dirty->scheduled_ = true;
    dirty_.push_back(std::move(dirty));
    schedule_flush();
}

void write_scheduler::schedule_flush() {
    if (std::exchange(is_arranged_, true)) return;
    const auto due = last_pass_ + coalescing_delay;
    if (!is_coalescing_ || std::chrono::steady_clock::now() >= due) {
        runtime::asio::post(executor_, [this] { flush_all(); });
        return;
    }
    next_pass_.expires_at(due);
    next_pass_.async_wait([this](const runtime::error_code& ended) {
        if (!ended) flush_all();
    });
}

void write_scheduler::flush_all() {
    const auto begin = std::chrono::steady_clock::now();
    // What a flush schedules waits for the next pass.
    is_arranged_ = false;
    pass_.swap(dirty_);
    auto seen = before_flush_ ? before_flush_() : flush_stats{};
    for (const auto& each : pass_) {
        each->scheduled_ = false;
        seen.frames += each->queue_.size();
        seen.receivers += each->queue_.empty() ? 0 : 1;
        each->flush();
    }
    pass_.clear();
    const auto end = std::chrono::steady_clock::now();
    is_coalescing_ = is_coalescing(seen, end - begin, end - last_pass_);
    last_pass_ = end;
}

bool write_scheduler::is_coalescing(const flush_stats& seen, std::chrono::nanoseconds sending,
                                    std::chrono::nanoseconds since_last_pass) const {
    const bool has_several = 2 * seen.frames > 3 * seen.receivers;
    // Over two thirds of the time, and then over one: the pauses themselves make it less.
    const auto bound = is_coalescing_ ? since_last_pass / 3 : since_last_pass * 2 / 3;
    return has_several && sending > bound;
}

send_queue::send_queue(runtime::tcp_socket socket, write_scheduler& write_scheduler,
                       std::size_t limit)
    : socket_{std::move(socket)}, scheduler_{write_scheduler}, limit_{limit} {
    runtime::error_code ignored; // a socket that is broken already fails at the first write
    socket_.non_blocking(true, ignored);
}

void send_queue::push(frame data) {
    if (failed_ || overflowed_) return;
    if (is_over(data->size())) return overflow();
    enqueue(std::move(data));
}

void send_queue::send(const frame& data) {
    if (!queue_.empty() || held_ || blocked_ || failed_ || overflowed_) return push(data);
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
    if (failed_) return;
    if (!overflowed_ && is_over(bytes.size())) return overflow();
    enqueue(std::make_shared<const std::string>(std::move(bytes)));
}

// One frame may always wait, however large: a small limit must not cut off quick readers.
bool send_queue::is_over(std::size_t more) const {
    return queued_bytes_ > 0 && queued_bytes_ + more > limit_;
}

void send_queue::enqueue(frame bytes) {
    queued_bytes_ += bytes->size();
    queue_.push(std::move(bytes));
    if (!blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::overflow() {
    overflowed_ = true;
    // A frame that has begun to leave must be finished, or the close frame would land inside it.
    const bool keep_first = head_sent_ > 0;
    queued_bytes_ = keep_first ? queue_[0]->size() - head_sent_ : 0;
    if (keep_first)
        queue_.drop_rest();
    else
        queue_.clear();
    // Not from within a fan-out, whose list of receivers this changes.
    runtime::asio::post(socket_.get_executor(), [self = shared_from_this()] {
        if (self->on_overflow_) self->on_overflow_();
    });
}

void send_queue::when_drained(std::function<void()> callback) {
    on_drained_ = std::move(callback);
    if (!blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::hold(bool held) {
    if (held && !held_ && !blocked_) flush();
    held_ = held;
    if (!held && !blocked_) scheduler_.schedule(shared_from_this());
}

void send_queue::flush() {
    if (blocked_ || (held_ && !failed_)) return;
    while (!failed_ && !queue_.empty()) {
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
    boost::container::static_vector<const_buffer, most_buffers> gathered{first};
    for (std::size_t i = 1; i < queue_.size() && i < most_buffers; ++i) {
        gathered.emplace_back(queue_[i]->data(), queue_[i]->size());
        offered += gathered.back().size();
    }
    return socket_.write_some(gathered, ec);
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
    blocked_ = true;
    socket_.async_wait(runtime::tcp_socket::wait_write,
                       [self = shared_from_this()](const runtime::error_code& ec) {
                           self->blocked_ = false;
                           if (ec)
                               self->fail();
                           else
                               self->flush();
                       });
}

void send_queue::fail() {
    failed_ = true;
    // Whoever reads from the socket learns of it, too.
    runtime::error_code ignored;
    socket_.close(ignored);
    release_queue();
}

void send_queue::release_queue() {
    queue_.clear();
    head_sent_ = queued_bytes_ = 0;
    if (on_drained_) std::exchange(on_drained_, nullptr)();
}

} // namespace ivschat::websocket
