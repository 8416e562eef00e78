#include "websocket/write_scheduler.hpp"

#include "websocket/send_queue.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace ivschat::websocket {

void write_scheduler::schedule(std::shared_ptr<send_queue> dirty) {
    if (dirty->is_scheduled_) return;
    dirty->is_scheduled_ = true;
    dirty_.push_back(std::move(dirty));
    schedule_flush();
}

void write_scheduler::schedule_flush() {
    if (std::exchange(is_scheduled_, true)) return;
    const auto due = last_flush_ + coalescing_delay;
    if (!is_coalescing_ || std::chrono::steady_clock::now() >= due) {
        runtime::asio::post(executor_, [this] { flush_all(); });
        return;
    }
    next_flush_.expires_at(due);
    next_flush_.async_wait([this](const runtime::error_code& cancelled) {
        if (!cancelled) flush_all();
    });
}

void write_scheduler::flush_all() {
    const auto begin = std::chrono::steady_clock::now();
    // What a flush schedules waits for the next one.
    is_scheduled_ = false;
    flushing_.swap(dirty_);
    auto stats = before_flush_ ? before_flush_() : flush_stats{};
    for (const auto& each : flushing_) {
        each->is_scheduled_ = false;
        stats.frames += each->queue_.size();
        stats.receivers += each->queue_.empty() ? 0 : 1;
        each->flush();
    }
    flushing_.clear();
    const auto end = std::chrono::steady_clock::now();
    is_coalescing_ = should_coalesce(stats, end - begin, end - last_flush_);
    last_flush_ = end;
}

bool write_scheduler::should_coalesce(const flush_stats& stats, std::chrono::nanoseconds sending,
                                      std::chrono::nanoseconds since_last_flush) const {
    const bool has_several = 2 * stats.frames > 3 * stats.receivers;
    // It begins over two thirds of the time and ends below one: the delays themselves lower it.
    const auto bound = is_coalescing_ ? since_last_flush / 3 : since_last_flush * 2 / 3;
    return has_several && sending > bound;
}

} // namespace ivschat::websocket
