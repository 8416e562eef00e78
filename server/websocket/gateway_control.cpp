// What the control API and the server's end do to connections.
#include "websocket/gateway.hpp"
#include "websocket/session.hpp"

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace ivschat::websocket {

bool gateway::close(chat::session_id id, std::uint16_t code, std::string_view reason) {
    if (!close_connection(id, code, reason)) return false;
    disconnect(id);
    return true;
}

bool gateway::reset(chat::session_id id) {
    sessions_.mark_closing(id);
    if (!dispatch_to_session(id, [](session& it) { it.reset(); })) return false;
    disconnect(id);
    return true;
}

bool gateway::inject(chat::session_id id, std::string bytes) {
    return dispatch_to_session(
        id, [bytes = std::move(bytes)](session& it) mutable { it.inject(std::move(bytes)); });
}

bool gateway::hold_reading(chat::session_id id, bool held) {
    return dispatch_to_session(id, [held](session& it) {
        if (held) {
            it.hold_reading(std::nullopt);
        } else {
            it.release_reading();
        }
    });
}

bool gateway::hold_writing(chat::session_id id, bool held) {
    return dispatch_to_session(id, [held](session& it) {
        if (held) {
            it.hold_writing(std::nullopt);
        } else {
            it.release_writing();
        }
    });
}

void gateway::close_all(std::uint16_t code, std::string_view reason, std::string_view room_arn) {
    for (const auto id : sessions_.ids(room_arn)) close(id, code, reason);
}

void gateway::abort_all() {
    for (const auto id : sessions_.ids()) {
        dispatch_to_session(id, [](session& it) { it.abort(); });
    }
}

void gateway::release_all() {
    for (const auto id : sessions_.ids()) {
        dispatch_to_session(id, [](session& it) { it.release_all(); });
    }
}

namespace {

runtime::awaitable<void> nothing() { co_return; }

} // namespace

runtime::awaitable<void> gateway::barrier() {
    for (const auto& each : shards_) {
        co_await runtime::asio::co_spawn(each->executor(), nothing(),
                                         runtime::use_nothrow_awaitable);
    }
}

runtime::awaitable<void> gateway::flushed(std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (const auto& each : shards_) {
        co_await runtime::asio::co_spawn(each->executor(), each->flushed(deadline),
                                         runtime::use_nothrow_awaitable);
    }
}

runtime::awaitable<std::size_t> gateway::queued_bytes() {
    std::size_t sum = 0;
    for (const auto& each : shards_) {
        const auto [failed, bytes] = co_await runtime::asio::co_spawn(
            each->executor(), each->queued_bytes(), runtime::use_nothrow_awaitable);
        sum += bytes;
    }
    co_return sum;
}

} // namespace ivschat::websocket
