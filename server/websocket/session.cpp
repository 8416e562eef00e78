#include "websocket/session.hpp"

#include "chat/identifier.hpp"
#include "text/unicode.hpp"
#include "websocket/figures.hpp"
#include "websocket/records.hpp"

#include <boost/asio/buffer.hpp>

namespace ivschat::websocket {

namespace beast = boost::beast;
namespace http = beast::http;
using beast::websocket::close_code;
using runtime::awaitable;
using runtime::error_code;
using runtime::use;

namespace {

constexpr std::size_t largest_request = 128U << 10U;
constexpr std::size_t largest_close_reason = 123; // RFC 6455, 5.5
// How long a peer may take to finish the handshake, or to answer our close frame.
constexpr std::chrono::seconds handshake_patience{5};

std::string_view view_of(const beast::flat_buffer& buffer) {
    const auto data = buffer.cdata();
    return {static_cast<const char*>(data.data()), data.size()};
}

} // namespace

session::session(endpoint& owner, std::shared_ptr<outbox> box, admission admitted)
    : owner_{owner},
      id_{admitted.session},
      room_arn_{std::move(admitted.room_arn)},
      user_id_{std::move(admitted.user_id)},
      stream_{std::move(box)},
      membership_{owner.connections_, *this} {
    owner_.sessions_.emplace(id_, this);
}

session::~session() {
    stream_.next_layer().box()->on_overflow(nullptr); // a flush may hold the box a little longer
    end_impairment();
    owner_.forget(id_);
    leave();
}

void session::leave() {
    subscription_.reset();
    owner_.core_.run([&](chat::service& service, chat::timestamp, chat::effects&) {
        service.disconnect(id_);
        return true;
    });
}

awaitable<void> session::run(endpoint::upgrade_request request) {
    const bool accepted = co_await accept(std::move(request));
    if (accepted) co_await read_requests();
    if (!closing_) {
        const auto& said = stream_.reason();
        record(journal::closed(party(), said.code, {said.reason.data(), said.reason.size()}));
    }
    subscription_.reset();
    abort(); // a queue that waits for a peer that is gone must not keep the socket
}

void session::abort() {
    end_impairment();
    error_code ignored;
    stream_.next_layer().next_layer().close(ignored);
}

awaitable<bool> session::accept(endpoint::upgrade_request request) {
    const std::string token{request[http::field::sec_websocket_protocol]};
    stream_.set_option(beast::websocket::stream_base::timeout{
        handshake_patience, beast::websocket::stream_base::none(), false});
    stream_.set_option(
        beast::websocket::stream_base::decorator([&](beast::websocket::response_type& response) {
            // Browsers fail the connection unless the subprotocol that they offered comes back.
            response.set(http::field::sec_websocket_protocol, token);
            response.set(http::field::server, "ivschat-local");
        }));
    stream_.read_message_max(largest_request);
    // A client that says goodbye has left, however long it keeps its socket after that.
    stream_.control_callback([this](beast::websocket::frame_type kind, auto) {
        if (kind == beast::websocket::frame_type::close) leave();
    });
    const auto [ec] = co_await stream_.async_accept(request, use);
    // The decorator refers to this call's frame.
    stream_.set_option(
        beast::websocket::stream_base::decorator([](beast::websocket::response_type&) {}));
    if (ec) co_return false;
    is_open_ = true;
    const auto& box = stream_.next_layer().box();
    owner_.counters_.handshakes_completed.add();
    box->on_overflow([this] { fall_behind(); });
    if (closing_)
        start_closing();
    else
        subscription_.emplace(owner_.fan_out_, room_arn_, box);
    co_return true;
}

awaitable<void> session::read_requests() {
    beast::flat_buffer buffer;
    for (;;) {
        // Beast answers pings, refuses text that is not UTF-8 (1007) and what is too big (1009),
        // and ends here when the connection is closed by either side.
        const auto [ec, size] = co_await stream_.async_read(buffer, use);
        if (ec) co_return;
        if (!closing_ && !stream_.got_text()) {
            close(close_code::unknown_data, "Only text messages are understood.");
        } else if (!closing_) {
            const bool passed = co_await pass_faults(view_of(buffer));
            if (passed && !closing_) handle(view_of(buffer));
        }
        buffer.consume(buffer.size());
        buffer.shrink_to_fit(); // an idle connection holds no buffer
    }
}

awaitable<bool> session::pass_faults(std::string_view text) {
    // Copied: the coroutine may outlast a rule's wait only as long as its session.
    if (impairment_) {
        const auto held = impairment_;
        co_await held->wait_to_read();
    }
    if (!owner_.faults_.watches(faults::plane::messaging)) co_return true;
    const auto decoded = decode(text);
    const auto decision = owner_.faults_.decide({.where = faults::plane::messaging,
                                                 .action = action_name(decoded),
                                                 .room_arn = room_arn_,
                                                 .user_id = user_id_});
    if (!decision) co_return true;
    owner_.record_fault(party(), action_name(decoded), *decision);
    if (decision->delay.count() > 0) {
        impairment().hold_reading(decision->delay);
        const auto held = impairment_;
        co_await held->wait_to_read();
    }
    if (!decision->what) co_return true;
    if (const auto* stall = std::get_if<faults::stall>(&*decision->what)) {
        impairment().hold_reading(stall->duration);
        const auto held = impairment_;
        co_await held->wait_to_read();
        co_return true;
    }
    co_return suffer(*decision->what, request_id_of(decoded));
}

// False: the request is not handled.
bool session::suffer(const faults::effect& what, std::string_view request_id) {
    if (const auto* error = std::get_if<faults::error_frame>(&what)) {
        reply({.code = error->code, .message = error->message}, request_id);
    } else if (const auto* closure = std::get_if<faults::closure>(&what)) {
        close(closure->code, closure->reason);
    } else if (std::holds_alternative<faults::drop>(what)) {
        drop();
    }
    return false;
}

void session::deliver(const frame& data, const faults::decision& decision) {
    do_after(decision.delay,
             [data, what = decision.what](session& self) { self.suffer(data, what); });
}

void session::do_after(std::chrono::nanoseconds delay, std::function<void(session&)> step) {
    const bool is_late = impairment_ && impairment_->has_put_off();
    if (delay.count() == 0 && !is_late) return step(*this);
    impairment().put_off(delay, [weak = weak_from_this(), step = std::move(step)] {
        if (const auto alive = weak.lock()) step(static_cast<session&>(*alive));
    });
}

void session::suffer(const frame& data, const std::optional<faults::effect>& what) {
    if (closing_) return;
    if (!what) return impair_or_push(data);
    if (const auto* closure = std::get_if<faults::closure>(&*what)) {
        if (impairment_) impairment_->forget_put_off(); // it came behind this
        close(closure->code, closure->reason);
    } else if (std::holds_alternative<faults::drop>(*what)) {
        drop();
    } else if (const auto* copies = std::get_if<faults::duplicate>(&*what)) {
        for (unsigned i = 0; i <= copies->copies; ++i) box().push(data);
    } else if (const auto* stall = std::get_if<faults::stall>(&*what)) {
        impairment().hold_writing(stall->duration);
        box().push(data);
    } else {
        impairment().push(data, std::get_if<faults::reorder>(&*what));
    }
}

// A frame that is held back goes out behind the next one.
void session::impair_or_push(const frame& data) {
    if (impairment_) {
        impairment_->push(data, nullptr);
    } else {
        box().push(data);
    }
}

void session::drop() {
    if (!closing_) record(journal::closed(party(), close_code::abnormal, "dropped"));
    closing_ = beast::websocket::close_reason{close_code::abnormal};
    subscription_.reset();
    if (impairment_) impairment_->forget_put_off();
    box().hold(true); // what was sent before this leaves now, as far as the socket takes it
    auto& socket = stream_.next_layer().next_layer();
    error_code ignored;
    socket.set_option(runtime::asio::socket_base::linger{true, 0}, ignored); // RST
    abort();
}

class impairment& session::impairment() {
    if (!impairment_) {
        impairment_ = std::make_shared<class impairment>(stream_.next_layer().box());
    }
    return *impairment_;
}

void session::end_impairment() {
    if (impairment_) impairment_->end();
}

journal::party session::party() const {
    return {.session = id_, .room_arn = room_arn_, .user_id = user_id_};
}

void session::record(journal::entry entry) { owner_.record(std::move(entry)); }

void session::handle(std::string_view text) {
    auto decoded = decode(text);
    record(received(decoded, party()));
    auto* const bad = std::get_if<bad_request>(&decoded);
    auto* const good = std::get_if<action>(&decoded);
    owner_.counters_.count_request(action_of(decoded));
    const std::string request_id =
        bad != nullptr ? bad->request_id
                       : std::visit([](const auto& command) { return command.request_id; }, *good);
    const auto outcome = owner_.core_.run([&](chat::service& service, chat::timestamp now,
                                              chat::effects& effects) -> chat::outcome<void> {
        if (auto admitted = service.admit_request(now, id_); !admitted || bad != nullptr) {
            return admitted;
        }
        return std::visit(
            [&](auto& command) { return service.send(now, id_, std::move(command), effects); },
            *good);
    });
    if (!outcome)
        reply(describe(outcome.error()), request_id);
    else if (bad != nullptr)
        reply({.code = 400, .message = bad->why}, request_id);
}

void session::reply(const error& error, std::string_view request_id) {
    if (closing_) return; // nothing follows a close frame (RFC 6455, 5.5.1)
    record(journal::refused(party(), static_cast<std::uint32_t>(error.code), error.message,
                            request_id));
    const auto id =
        chat::random_identifier([&](std::span<std::byte> out) { owner_.random_.fill(out); });
    const auto data = make_text_frame(encode(error, id, request_id));
    do_after(std::chrono::nanoseconds{0}, [data](session& self) {
        if (!self.closing_) self.box().push(data);
    });
}

void session::close(std::uint16_t code, std::string_view reason) {
    if (closing_) return;
    if (impairment_) impairment_->catch_up();
    if (closing_) return; // by what was put off
    closing_ =
        beast::websocket::close_reason{close_code{code}, text::cut(reason, largest_close_reason)};
    record(journal::closed(party(), code, text::cut(reason, largest_close_reason)));
    if (impairment_) impairment_->release_held();
    subscription_.reset();
    if (is_open_) start_closing();
}

void session::fall_behind() {
    if (closing_) return;
    owner_.counters_.slow_readers_closed.add();
    close(close_code::try_again_later, "The reader is too slow.");
}

void session::start_closing() {
    stream_.async_close(*closing_, [self = shared_from_this()](const error_code&) {});
}

} // namespace ivschat::websocket
