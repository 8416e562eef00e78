// What a session reads, and how far it goes on reading.
#include "websocket/session.hpp"

#include <boost/asio/buffer.hpp>

#include <sys/socket.h>

#include <exception>
#include <utility>

namespace ivschat::websocket {

using runtime::error_code;

namespace {

bool has_error(runtime::tcp_socket& socket) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error != 0;
}

} // namespace

template <class Step>
void session::guarded(Step step) {
    try {
        step();
    } catch (const std::exception& error) {
        owner_.log_.error("A chat connection failed.", {{"error", error.what()}});
        abort();
    }
}

void session::start_read() {
    queue_->socket().async_wait(
        runtime::tcp_socket::wait_read, [self = shared_from_this()](const error_code& failed) {
            self->guarded([&] {
                self->perform(failed ? self->fsm_.on_socket_failed() : self->fsm_.on_readable());
            });
        });
}

// Completes when the peer has reset the connection, which needs no reading.
void session::watch_errors() {
    queue_->socket().async_wait(runtime::tcp_socket::wait_error,
                                [self = shared_from_this()](const error_code& cancelled) {
                                    if (cancelled) return;
                                    self->guarded([&] {
                                        if (has_error(self->queue_->socket())) {
                                            return self->perform(self->fsm_.on_socket_failed());
                                        }
                                        self->perform(self->fsm_.on_no_error()); // urgent data
                                    });
                                });
}

void session::read() {
    error_code failed;
    const auto size = queue_->socket().read_some(runtime::asio::buffer(owner_.received_), failed);
    if (failed && failed != runtime::asio::error::would_block) {
        return perform(fsm_.on_socket_failed());
    }
    process(std::span{owner_.received_}.first(size));
}

// Bounded, because a client may go on sending.
void session::drain_input() {
    constexpr int max_reads = 64;
    for (int i = 0; i < max_reads && is_discarding_ && fsm_.may_parse(); ++i) {
        error_code failed;
        const auto size =
            queue_->socket().read_some(runtime::asio::buffer(owner_.received_), failed);
        if (failed == runtime::asio::error::would_block) return;
        if (failed) return perform(fsm_.on_socket_failed());
        process(std::span{owner_.received_}.first(size));
    }
}

void session::process(std::span<char> received) {
    if (fsm_.may_parse()) {
        frames_.feed(received);
        parse();
    }
    perform(fsm_.on_read());
}

void session::parse() {
    is_parsing_ = true;
    // The core may be done with a batch before `submit` returns.
    for (bool goes_on = true; goes_on && fsm_.may_parse();) {
        if (const auto last = std::exchange(last_frame_, nullptr)) {
            on_last_frame(last->kind, last->code, last->payload);
            continue;
        }
        goes_on = parse_requests();
    }
    frames_.suspend();
    is_parsing_ = false;
}

// Submits the requests up to the next frame that may end the connection. False if that was all.
bool session::parse_requests() {
    using kind = incoming::kind;
    request_batch batch;
    auto next = frames_.next();
    for (; next; next = frames_.next()) {
        if (next->what == kind::text) {
            if (fsm_.is_open() && !is_discarding_)
                batch.requests.push_back(wire::decode(next->payload));
        } else if (next->what == kind::ping) {
            perform(fsm_.on_ping(), {.code = 0, .reason = std::string{next->payload}});
        } else if (next->what != kind::pong) {
            break;
        }
    }
    if (next && batch.requests.empty()) {
        on_last_frame(next->what, next->code, next->payload);
    } else if (next) {
        last_frame_ = std::make_unique<last_frame>(
            last_frame{next->what, next->code, std::string{next->payload}});
    }
    const bool goes_on = next.has_value();
    if (!batch.requests.empty()) submit(std::move(batch));
    return goes_on;
}

void session::on_last_frame(incoming::kind kind, std::uint16_t code, std::string_view payload) {
    if (kind == incoming::kind::close) {
        perform(fsm_.on_close_frame(),
                {.code = code, .reason = std::string{payload}, .is_from_peer = true});
    } else if (kind == incoming::kind::binary) {
        close(wire::close_code::unknown_data, "Only text messages are understood.");
    } else {
        perform(fsm_.on_protocol_error(), {.code = code});
    }
}

void session::submit(request_batch batch) {
    fsm_.on_submitted();
    owner_.dispatch_to_core(
        [id = info_->session, batch = std::move(batch)](session_events& events) mutable {
            events.on_requests(id, std::move(batch));
        });
}

void session::core_done() {
    fsm_.on_core_done();
    if (is_parsing_) return; // which goes on by itself
    process({});
    if (is_discarding_) drain_input();
}

void session::hold_requests(request_batch batch, impairment::duration how_long) {
    held_requests_ = std::make_unique<request_batch>(std::move(batch));
    // What a test holds stays held for as long as the test says.
    if (!fsm_.is_reading_held()) hold_reading(how_long);
    perform(fsm_.on_requests_held());
}

void session::on_reading_released() {
    guarded([this] { perform(fsm_.on_reading_released()); });
}

} // namespace ivschat::websocket
