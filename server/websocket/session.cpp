#include "websocket/session.hpp"

#include "text/unicode.hpp"
#include "wire/wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/assert.hpp>

#include <exception>
#include <utility>

namespace ivschat::websocket {

using runtime::error_code;

namespace {

constexpr std::size_t largest_request = 128U << 10U;
constexpr std::size_t largest_close_reason = 123; // RFC 6455, 5.5
// How long a client may take to answer our close frame, and to close its end.
constexpr std::chrono::seconds goodbye_patience{5};

} // namespace

session::session(shard& owner, runtime::tcp_socket socket, party_ref who)
    : owner_{owner},
      who_{std::move(who)},
      box_{std::make_shared<send_queue>(std::move(socket), owner.scheduler_,
                                        owner.send_queue_bytes_)},
      frames_{largest_request} {}

void session::open(std::string response) {
    box_->push_control(std::move(response));
    box_->on_overflow([this] { fall_behind(); }); // until `end`
    subscription_.emplace(owner_.fan_out_, who_->room_arn, box_);
    owner_.counters_.handshakes_completed.add();
    read_on();
}

// ---- Reading ----

void session::read_on() {
    box_->socket().async_wait(runtime::tcp_socket::wait_read,
                              [self = shared_from_this()](const error_code& failed) {
                                  if (failed) return self->end();
                                  try {
                                      self->take_in();
                                  } catch (const std::exception&) { // ends this one only
                                      self->end();
                                  }
                              });
}

void session::take_in() {
    if (phase_ == phase::ended) return;
    if (impairment_ && impairment_->holds_reading()) {
        impairment_->when_reading_goes_on([self = shared_from_this()] { self->take_in(); });
        return;
    }
    error_code failed;
    const auto size = box_->socket().read_some(runtime::asio::buffer(owner_.received_), failed);
    if (failed == runtime::asio::error::would_block) return read_on();
    if (failed) return end();
    is_taking_in_ = true;
    if (phase_ != phase::draining) understand(std::span{owner_.received_}.first(size));
    is_taking_in_ = false;
    if (phase_ != phase::ended && !is_at_core_) read_on();
}

void session::understand(std::span<char> bytes) {
    frames_.feed(bytes);
    request_batch batch;
    while (const auto next = frames_.next()) {
        if (next->what == incoming::kind::text) {
            batch.requests.push_back(wire::decode(next->payload));
            continue;
        }
        // One hand-over for each read: `go_on` and `put_back` know of one. What is no ping or pong
        // ends the reading of requests.
        const bool goes_on =
            next->what == incoming::kind::ping || next->what == incoming::kind::pong;
        if (!goes_on) submit(std::exchange(batch, {}));
        obey(*next);
    }
    submit(std::move(batch));
}

void session::obey(const incoming& other) {
    using kind = incoming::kind;
    switch (other.what) {
    case kind::binary:
        return close(close_code::unknown_data, "Only text messages are understood.");
    case kind::ping: // nothing follows a close frame (RFC 6455, 5.5.1)
        if (phase_ == phase::open) box_->push_control(make_frame(opcode::pong, other.payload));
        return;
    case kind::close:
        return answer_goodbye(other);
    case kind::violation:
        return break_off(other.code);
    case kind::text:
    case kind::pong:
        return;
    }
}

void session::submit(request_batch batch) {
    if (batch.requests.empty() || phase_ != phase::open) return;
    BOOST_ASSERT(!is_at_core_);
    is_at_core_ = true;
    owner_.tell([id = who_->session, batch = std::move(batch)](uplink& up) mutable {
        up.received(id, std::move(batch));
    });
}

void session::go_on() {
    is_at_core_ = false;
    if (phase_ != phase::ended && !is_taking_in_) read_on();
}

void session::put_back(request_batch batch, impairment::length how_long) {
    // What a test holds up stays held up.
    if (!impairment().holds_reading()) impairment().hold_reading(how_long);
    // Handlers can be moved only, std::function wants copies.
    auto held = std::make_shared<request_batch>(std::move(batch));
    impairment().when_reading_goes_on([self = shared_from_this(), held] {
        if (self->phase_ != phase::open) return self->go_on();
        self->is_at_core_ = false;
        self->submit(std::move(*held));
    });
}

// ---- The end ----

void session::begin_closing(farewell said) {
    subscription_.reset();
    owner_.tell([id = who_->session, said = std::move(said)](uplink& up) { up.closing(id, said); });
}

void session::close(std::uint16_t code, std::string_view reason) {
    if (phase_ != phase::open) return;
    if (impairment_) impairment_->catch_up();
    if (phase_ != phase::open) return; // by what was put off
    phase_ = phase::closing;
    const auto said = text::cut(reason, largest_close_reason);
    begin_closing({.code = code, .reason = std::string{said}});
    if (impairment_) impairment_->release_held();
    box_->push_control(make_close_frame(code, said));
    wait_for_peer();
}

void session::answer_goodbye(const incoming& said) {
    const bool was_open = phase_ == phase::open;
    drain();
    if (!was_open) return;
    begin_closing({.code = said.code, .reason = std::string{said.payload}, .is_from_peer = true});
    box_->push_control(make_close_frame(said.code, {}));
}

// The goodbye of a client that breaks the protocol need not be waited for.
void session::break_off(std::uint16_t code) {
    const bool was_open = phase_ == phase::open;
    drain();
    if (!was_open) return;
    begin_closing({.code = code});
    box_->push_control(make_close_frame(code, {}));
}

// Closing with input unread would reset the connection and lose what is on its way out.
void session::drain() {
    phase_ = phase::draining;
    box_->when_drained([box = box_.get()] {
        error_code ignored;
        box->socket().shutdown(runtime::tcp_socket::shutdown_send, ignored);
    });
    wait_for_peer();
}

void session::wait_for_peer() {
    if (patience_) return;
    patience_ = std::make_unique<runtime::steady_timer>(owner_.executor(), goodbye_patience);
    patience_->async_wait([weak = weak_from_this()](const error_code& cancelled) {
        const auto self = weak.lock();
        if (self && !cancelled) self->end();
    });
}

void session::drop() {
    if (phase_ == phase::ended) return;
    if (phase_ == phase::open) {
        phase_ = phase::closing;
        begin_closing({.code = close_code::abnormal, .reason = "dropped"});
    }
    if (impairment_) impairment_->forget_put_off();
    box_->hold(true); // what was sent before this leaves now, as far as the socket takes it
    error_code ignored;
    box_->socket().set_option(runtime::asio::socket_base::linger{true, 0}, ignored); // RST
    abort();
}

void session::abort() {
    error_code ignored;
    box_->socket().close(ignored);
    // Not from within a fan-out, whose list of receivers this changes.
    runtime::asio::post(owner_.executor(), [self = shared_from_this()] { self->end(); });
}

void session::end() {
    if (phase_ == phase::ended) return;
    if (phase_ == phase::open) begin_closing({.code = close_code::abnormal});
    phase_ = phase::ended;
    end_impairment();
    patience_.reset();
    box_->on_overflow(nullptr); // a flush may hold the box a little longer
    error_code ignored;
    box_->socket().close(ignored); // a queue that waits for a peer that is gone must not keep it
    owner_.tell([id = who_->session](uplink& up) { up.ended(id); });
    owner_.sessions_.erase(who_->session);
}

void session::fall_behind() {
    if (phase_ != phase::open) return;
    owner_.counters_.slow_readers_closed.add();
    close(close_code::try_again_later, "The reader is too slow.");
}

// ---- Sending ----

void session::reply(frame data) {
    catch_up();
    do_after(std::chrono::nanoseconds{0}, [data = std::move(data)](session& self) {
        if (self.phase_ == phase::open) self.box_->push(data);
    });
}

void session::inject(std::string bytes) {
    catch_up();
    box_->push(std::make_shared<const std::string>(std::move(bytes)));
}

void session::deliver(const frame& data, const faults::decision& decision) {
    catch_up();
    do_after(decision.delay,
             [data, what = decision.what](session& self) { self.suffer(data, what); });
}

void session::catch_up() {
    if (subscription_) subscription_->catch_up();
}

void session::do_after(std::chrono::nanoseconds delay, std::function<void(session&)> step) {
    const bool is_late = impairment_ && impairment_->has_put_off();
    if (delay.count() == 0 && !is_late) return step(*this);
    impairment().put_off(delay, [weak = weak_from_this(), step = std::move(step)] {
        if (const auto alive = weak.lock()) step(*alive);
    });
}

void session::suffer(const frame& data, const std::optional<faults::effect>& what) {
    if (phase_ != phase::open) return;
    if (!what) return impair_or_push(data);
    if (const auto* closure = std::get_if<faults::closure>(&*what)) {
        if (impairment_) impairment_->forget_put_off(); // it came behind this
        close(closure->code, closure->reason);
    } else if (std::holds_alternative<faults::drop>(*what)) {
        drop();
    } else if (const auto* copies = std::get_if<faults::duplicate>(&*what)) {
        for (unsigned i = 0; i <= copies->copies; ++i) box_->push(data);
    } else if (const auto* stall = std::get_if<faults::stall>(&*what)) {
        if (!is_held()) impairment().hold_writing(stall->duration);
        box_->push(data);
    } else {
        impairment().push(data, std::get_if<faults::reorder>(&*what));
    }
}

// A frame that is held back goes out behind the next one.
void session::impair_or_push(const frame& data) {
    if (impairment_) {
        impairment_->push(data, nullptr);
    } else {
        box_->push(data);
    }
}

class impairment& session::impairment() {
    catch_up();
    if (!impairment_) impairment_ = std::make_shared<class impairment>(box_);
    return *impairment_;
}

void session::end_impairment() {
    if (impairment_) impairment_->end();
}

} // namespace ivschat::websocket
