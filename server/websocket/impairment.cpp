#include "websocket/impairment.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::websocket {
namespace {

constexpr std::size_t max_deferred = 4096;

} // namespace

impairment::impairment(std::shared_ptr<send_queue> queue, std::function<void()> on_reading_released)
    : queue_{std::move(queue)},
      on_reading_released_{std::move(on_reading_released)},
      reading_timer_{queue_->socket().get_executor()},
      writing_timer_{queue_->socket().get_executor()},
      deferred_timer_{queue_->socket().get_executor()},
      reorder_timer_{queue_->socket().get_executor()} {}

void impairment::start(runtime::one_shot_timer& timer, duration how_long,
                       void (impairment::*then)()) {
    timer.cancel();
    if (!how_long) return;
    timer.start(*how_long, [self = shared_from_this(), then] { (self.get()->*then)(); });
}

void impairment::hold_reading(duration how_long) {
    is_reading_held_ = true;
    start(reading_timer_, how_long, &impairment::release_reading);
}

void impairment::release_reading() {
    reading_timer_.cancel();
    if (std::exchange(is_reading_held_, false)) on_reading_released_();
}

void impairment::hold_writing(duration how_long) {
    queue_->hold(true);
    start(writing_timer_, how_long, &impairment::release_writing);
}

void impairment::release_writing() {
    writing_timer_.cancel();
    queue_->hold(false);
}

void impairment::defer(std::chrono::nanoseconds delay, std::function<void()> step) {
    if (deferred_.size() == max_deferred) run_next();
    auto due = std::chrono::steady_clock::now() + delay;
    if (!deferred_.empty()) due = std::max(due, deferred_.back().due);
    deferred_.push_back({.due = due, .run = std::move(step)});
    if (deferred_.size() == 1) wait_for_next_deferred();
}

void impairment::wait_for_next_deferred() {
    deferred_timer_.start_at(deferred_.front().due,
                             [self = shared_from_this()] { self->run_due(); });
}

void impairment::run_due() {
    const auto now = std::chrono::steady_clock::now();
    while (!deferred_.empty() && deferred_.front().due <= now) run_next();
    if (!deferred_.empty()) wait_for_next_deferred();
}

void impairment::run_next() {
    const auto step = std::move(deferred_.front());
    deferred_.pop_front();
    step.run();
}

void impairment::flush_deferred() {
    deferred_timer_.cancel();
    // A step that closes the connection comes here again.
    const auto all = std::exchange(deferred_, {});
    for (const auto& each : all) each.run();
}

void impairment::discard_deferred() {
    deferred_timer_.cancel();
    deferred_.clear();
}

void impairment::push(frame data, const faults::reorder* reordered) {
    const bool held_before = slot_.holds();
    for (auto& each : slot_.pass(std::move(data), reordered != nullptr)) {
        queue_->push(std::move(each));
    }
    if (!held_before && slot_.holds()) {
        start(reorder_timer_, reordered->release_after, &impairment::release_reordered);
    }
}

void impairment::release_reordered() {
    reorder_timer_.cancel();
    if (auto held = slot_.release()) queue_->push(*std::move(held));
}

void impairment::release_all() {
    flush_deferred();
    release_reordered();
    release_writing();
    release_reading();
}

void impairment::discard_all() {
    discard_deferred();
    reorder_timer_.cancel();
    slot_.release();
    release_writing();
    release_reading();
}

} // namespace ivschat::websocket
