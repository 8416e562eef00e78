#include "websocket/session.hpp"

#include "runtime/reset.hpp"
#include "text/unicode.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace ivschat::websocket {

using runtime::error_code;

namespace {

constexpr std::size_t max_message_bytes = 128U << 10U;
// How long a client may take to answer our close frame, and to close its end.
constexpr std::chrono::seconds close_timeout{5};

} // namespace

session::session(shard& owner, runtime::tcp_socket socket, connection_ref info)
    : owner_{owner},
      info_{std::move(info)},
      queue_{std::make_shared<send_queue>(std::move(socket), owner.scheduler_,
                                          owner.send_queue_bytes_)},
      frames_{max_message_bytes} {
    queue_->set_owner(this);
}

session::~session() { queue_->set_owner(nullptr); }

void session::open(std::string response) {
    if (!queue_->socket().is_open()) return perform(fsm_.on_socket_failed());
    queue_->push_control(std::move(response));
    subscription_.emplace(owner_.fan_out_, info_->room_arn, queue_);
    owner_.counters_.handshakes_completed.add();
    perform(fsm_.on_opened());
}

// ---- What the state machine decides ----

void session::perform(const connection_fsm::actions& actions, const close_info& info) {
    for (const auto each : actions) perform(each, info);
}

void session::perform(connection_fsm::action action, const close_info& info) {
    using kind = connection_fsm::action;
    error_code ignored;
    switch (action) {
    case kind::start_read:
        return start_read();
    case kind::read:
        return read();
    case kind::parse:
        return process({});
    case kind::watch_errors:
        return watch_errors();
    case kind::submit:
        return submit(*std::exchange(held_requests_, nullptr));
    case kind::discard_requests:
        held_requests_.reset();
        return core_done();
    case kind::send_pong:
        queue_->push_control(make_frame(opcode::pong, info.reason));
        return;
    case kind::send_close:
        queue_->push_control(make_close_frame(info.code, info.is_from_peer ? "" : info.reason));
        return;
    case kind::discard_deferred:
        if (impairment_) impairment_->discard_deferred();
        return;
    case kind::release_reordered:
        if (impairment_) impairment_->release_reordered();
        return;
    case kind::leave_room:
        return leave_room(info);
    case kind::start_close_timer:
        return start_close_timer();
    case kind::linger: // closing with input unread would reset the connection and lose what is
                       // queued
        return queue_->notify_when_drained();
    case kind::reset_socket:
        queue_->hold(true); // what was sent before leaves now, as far as the socket takes it
        return runtime::reset(queue_->socket());
    case kind::close_socket:
        queue_->socket().close(ignored);
        return;
    case kind::schedule_end:
        runtime::asio::post(owner_.executor(), [self = shared_from_this()] { self->abort(); });
        return;
    case kind::report_end:
        return report_end();
    }
}

void session::leave_room(const close_info& info) {
    subscription_.reset();
    owner_.dispatch_to_core(
        [id = info_->session, info](session_events& events) { events.on_closing(id, info); });
}

void session::start_close_timer() {
    close_timer_ = std::make_unique<runtime::one_shot_timer>(owner_.executor());
    close_timer_->start(close_timeout, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->perform(self->fsm_.on_close_timeout());
    });
}

void session::report_end() {
    if (impairment_) impairment_->release_all();
    close_timer_.reset();
    last_frame_.reset();
    queue_->set_owner(nullptr);
    owner_.dispatch_to_core([id = info_->session](session_events& events) { events.on_ended(id); });
    owner_.sessions_.erase(info_->session);
}

// ---- The end ----

void session::close(std::uint16_t code, std::string_view reason) {
    if (impairment_ && fsm_.is_open()) impairment_->flush_deferred(); // which may close it
    const auto cut = text::cut(reason, wire::max_close_reason_bytes);
    perform(fsm_.on_close_requested(), {.code = code, .reason = std::string{cut}});
}

bool session::close_or_reset(std::uint16_t code, std::string_view reason) {
    close(code, reason);
    const bool is_cut = queue_->is_blocked();
    if (is_cut) reset();
    return is_cut;
}

void session::reset() {
    perform(fsm_.on_reset_requested(), {.code = wire::close_code::abnormal, .reason = "dropped"});
}

void session::abort() { perform(fsm_.on_abort_requested()); }

void session::detach() {
    queue_->set_owner(nullptr);
    subscription_.reset();
    impairment_.reset();
}

void session::on_slow_consumer() {
    const auto alive = shared_from_this(); // a step that was deferred may end it
    if (fsm_.is_open()) owner_.counters_.slow_readers_closed.add();
    close(wire::close_code::try_again_later, "The reader is too slow.");
}

void session::on_send_failed() {
    const auto alive = shared_from_this();
    perform(fsm_.on_socket_failed());
}

void session::on_drained() {
    error_code ignored;
    queue_->socket().shutdown(runtime::tcp_socket::shutdown_send, ignored);
}

// ---- Sending ----

void session::reply(frame data) {
    flush_pending();
    defer(std::chrono::nanoseconds{0}, [data = std::move(data)](session& self) {
        if (self.fsm_.is_open()) self.queue_->push(data);
    });
}

void session::inject(std::string bytes) {
    flush_pending();
    queue_->push(std::make_shared<const std::string>(std::move(bytes)));
}

void session::deliver(const frame& data, const faults::decision& decision) {
    flush_pending();
    defer(decision.delay,
          [data, effect = decision.what](session& self) { self.apply_fault(data, effect); });
}

void session::flush_pending() {
    if (subscription_) subscription_->flush_pending();
}

void session::defer(std::chrono::nanoseconds delay, std::function<void(session&)> step) {
    const bool must_wait = impairment_ && impairment_->has_deferred();
    if (delay.count() == 0 && !must_wait) return step(*this);
    impairment().defer(delay, [weak = weak_from_this(), step = std::move(step)] {
        if (const auto self = weak.lock()) step(*self);
    });
}

void session::apply_fault(const frame& data, const std::optional<faults::effect>& effect) {
    if (!fsm_.is_open()) return;
    if (!effect) return impair_or_push(data);
    if (const auto* closure = std::get_if<faults::closure>(&*effect)) {
        if (impairment_) impairment_->discard_deferred(); // they came behind this frame
        close(closure->code, closure->reason);
    } else if (std::holds_alternative<faults::drop>(*effect)) {
        reset();
    } else if (const auto* copies = std::get_if<faults::duplicate>(&*effect)) {
        for (unsigned i = 0; i <= copies->copies; ++i) queue_->push(data);
    } else if (const auto* stall = std::get_if<faults::stall>(&*effect)) {
        if (!queue_->is_held()) impairment().hold_writing(stall->duration);
        queue_->push(data);
    } else {
        impairment().push(data, std::get_if<faults::reorder>(&*effect));
    }
}

// A frame that is held back goes out behind the next one.
void session::impair_or_push(const frame& data) {
    if (impairment_) {
        impairment_->push(data, nullptr);
    } else {
        queue_->push(data);
    }
}

// ---- Holds ----

class impairment& session::impairment() {
    flush_pending();
    if (!impairment_) {
        impairment_ = std::make_shared<class impairment>(queue_, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->on_reading_released();
        });
    }
    return *impairment_;
}

void session::hold_reading(impairment::duration how_long) {
    fsm_.on_reading_held();
    impairment().hold_reading(how_long);
}

void session::release_reading() {
    if (impairment_) impairment_->release_reading();
}

void session::hold_writing(impairment::duration how_long) { impairment().hold_writing(how_long); }

void session::release_writing() {
    if (impairment_) impairment_->release_writing();
}

void session::release_all() {
    if (impairment_) impairment_->release_all();
}

void session::discard() {
    const auto alive = shared_from_this();
    is_discarding_ = true;
    if (held_requests_) *held_requests_ = {}; // the core gets an empty batch
    queue_->discard_messages();
    if (impairment_) impairment_->discard_all();
    drain_input();
}

} // namespace ivschat::websocket
