#include "websocket/impairment.hpp"

#include <algorithm>
#include <utility>

namespace ivschat::websocket {
namespace {

constexpr std::size_t most_put_off = 4096;

} // namespace

impairment::impairment(std::shared_ptr<send_queue> box)
    : box_{std::move(box)},
      reading_{box_->socket().get_executor()},
      writing_{box_->socket().get_executor()},
      late_{box_->socket().get_executor()},
      overtaking_{box_->socket().get_executor()} {}

// A later call takes the place of an earlier one.
void impairment::start(runtime::steady_timer& timer, length how_long, void (impairment::*then)()) {
    timer.cancel();
    if (!how_long) return;
    timer.expires_after(*how_long);
    timer.async_wait([self = shared_from_this(), then](const runtime::error_code& ended) {
        if (!ended) (self.get()->*then)();
    });
}

void impairment::hold_reading(length how_long) {
    reading_is_held_ = true;
    start(reading_, how_long, &impairment::go_on_reading);
}

void impairment::when_reading_goes_on(std::function<void()> callback) {
    if (!reading_is_held_) return callback();
    on_reading_ = std::move(callback);
}

void impairment::hold_writing(length how_long) {
    box_->hold(true);
    start(writing_, how_long, &impairment::go_on_writing);
}

void impairment::put_off(std::chrono::nanoseconds delay, std::function<void()> step) {
    if (put_off_.size() == most_put_off) run_next();
    auto due = std::chrono::steady_clock::now() + delay;
    if (!put_off_.empty()) due = std::max(due, put_off_.back().due);
    put_off_.push_back({.due = due, .run = std::move(step)});
    if (put_off_.size() == 1) wait_for_next();
}

void impairment::wait_for_next() {
    late_.expires_at(put_off_.front().due);
    late_.async_wait([self = shared_from_this()](const runtime::error_code& ended) {
        if (!ended) self->run_due();
    });
}

void impairment::run_due() {
    const auto now = std::chrono::steady_clock::now();
    while (!put_off_.empty() && put_off_.front().due <= now) run_next();
    if (!put_off_.empty()) wait_for_next();
}

void impairment::run_next() {
    const auto step = std::move(put_off_.front());
    put_off_.pop_front();
    step.run();
}

void impairment::catch_up() {
    late_.cancel();
    // A step that closes the connection comes by here again.
    const auto all = std::exchange(put_off_, {});
    for (const auto& each : all) each.run();
}

void impairment::forget_put_off() {
    late_.cancel();
    put_off_.clear();
}

void impairment::push(frame data, const faults::reorder* reordered) {
    const bool held_before = slot_.holds();
    for (auto& each : slot_.pass(std::move(data), reordered != nullptr)) {
        box_->push(std::move(each));
    }
    if (!held_before && slot_.holds()) {
        start(overtaking_, reordered->release_after, &impairment::release_held);
    }
}

void impairment::go_on_reading() {
    reading_is_held_ = false;
    reading_.cancel();
    if (on_reading_) std::exchange(on_reading_, nullptr)();
}

void impairment::go_on_writing() {
    writing_.cancel();
    box_->hold(false);
}

void impairment::release_held() {
    overtaking_.cancel();
    if (auto held = slot_.release()) box_->push(*std::move(held));
}

void impairment::end() {
    catch_up();
    release_held();
    go_on_writing();
    go_on_reading();
}

} // namespace ivschat::websocket
