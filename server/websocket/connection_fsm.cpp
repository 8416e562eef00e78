#include "websocket/connection_fsm.hpp"

#include <utility>

namespace ivschat::websocket {

using actions = connection_fsm::actions;

void connection_fsm::start_read(actions& out) {
    if (waits_for_core_ || is_read_started_) return;
    is_read_started_ = true;
    out.push_back(action::start_read);
}

void connection_fsm::watch_errors(actions& out) {
    if (std::exchange(is_watching_errors_, true)) return;
    out.push_back(action::watch_errors);
}

actions connection_fsm::on_opened() {
    if (state_ != state::opening) return {};
    state_ = state::open;
    actions out;
    start_read(out);
    return out;
}

actions connection_fsm::on_readable() {
    is_read_started_ = false;
    if (has_ended() || state_ == state::aborting) return {};
    // The bytes stay where they are. A peer that is gone is to be noticed nevertheless.
    if (!is_reading_held_) return {action::read};
    actions out;
    watch_errors(out);
    return out;
}

actions connection_fsm::on_no_error() {
    is_watching_errors_ = false;
    actions out;
    if (is_reading_held_ && !has_ended() && state_ != state::aborting) watch_errors(out);
    return out;
}

actions connection_fsm::on_ping() const {
    if (!is_open()) return {}; // nothing follows a close frame (RFC 6455, 5.5.1)
    return {action::send_pong};
}

actions connection_fsm::on_read() {
    actions out;
    const bool reads = is_open() || state_ == state::closing || state_ == state::draining;
    if (!reads) return out;
    if (is_reading_held_) {
        watch_errors(out);
    } else {
        start_read(out);
    }
    return out;
}

actions connection_fsm::on_requests_held() {
    if (!is_open() && state_ != state::closing) return {};
    holds_requests_ = true;
    if (!is_reading_held_) return on_reading_released();
    actions out;
    watch_errors(out);
    return out;
}

actions connection_fsm::on_reading_released() {
    const bool was_held = std::exchange(is_reading_held_, false);
    const bool held_requests = std::exchange(holds_requests_, false);
    if (!held_requests) return was_held && may_parse() ? actions{action::parse} : on_read();
    if (is_open()) return {action::submit};
    if (state_ != state::closing) return {};
    return {action::discard_requests};
}

actions connection_fsm::on_close_requested() {
    if (!is_open()) return {};
    state_ = state::closing;
    has_close_timer_ = true;
    return {action::leave_room, action::release_reordered, action::send_close,
            action::start_close_timer};
}

actions connection_fsm::on_last_frame() {
    actions out;
    if (is_open()) {
        out = {action::leave_room, action::send_close};
    } else if (state_ != state::closing) {
        return out;
    }
    state_ = state::draining;
    out.push_back(action::linger);
    if (!std::exchange(has_close_timer_, true)) out.push_back(action::start_close_timer);
    return out;
}

actions connection_fsm::on_reset_requested() {
    if (has_ended() || state_ == state::aborting) return {};
    actions out;
    if (is_open()) out.push_back(action::leave_room);
    state_ = state::aborting;
    out.push_back(action::discard_deferred);
    out.push_back(action::reset_socket);
    out.push_back(action::schedule_end);
    return out;
}

actions connection_fsm::on_socket_failed() { return end(); }

actions connection_fsm::end() {
    if (has_ended()) return {};
    actions out;
    // The core knows of a connection that is still opening, too.
    if (is_open() || state_ == state::opening) out.push_back(action::leave_room);
    state_ = state::ended;
    out.push_back(action::close_socket);
    out.push_back(action::report_end);
    return out;
}

} // namespace ivschat::websocket
