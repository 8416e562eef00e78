// What the control API and the server's end do to connections.
#include "websocket/gateway.hpp"
#include "websocket/session.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <utility>

namespace ivschat::websocket {

bool gateway::close(chat::session_id id, std::uint16_t code, std::string_view reason) {
    sessions_.mark_closing(id);
    const bool is_there = dispatch_to_session(
        id, [code, reason = std::string{reason}](session& it) { it.close_or_reset(code, reason); });
    if (is_there) disconnect(id);
    return is_there;
}

bool gateway::reset(chat::session_id id) {
    sessions_.mark_closing(id);
    if (!dispatch_to_session(id, [](session& it) { it.reset(); })) return false;
    disconnect(id);
    return true;
}

bool gateway::inject(chat::session_id id, std::string bytes) {
    const auto* const found = sessions_.find(id);
    // Nothing follows a close frame (RFC 6455, 5.5.1).
    if (found == nullptr || !found->accepts_requests()) return false;
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

runtime::awaitable<std::vector<std::uint64_t>>
gateway::flush(std::optional<chat::session_id> only) {
    const auto* const entry = only ? sessions_.find(*only) : nullptr;
    const auto* const shard_of_it = entry ? shards_[entry->shard].get() : nullptr;
    std::vector<std::uint64_t> numbers;
    for (const auto& each : shards_) {
        if (only && each.get() != shard_of_it) continue;
        const auto [failed, stuck] = co_await runtime::asio::co_spawn(
            each->executor(), each->flush(), runtime::use_nothrow_awaitable);
        for (const auto id : stuck) {
            if (!only || id == *only) numbers.push_back(core_.query().sessions().number_of(id));
        }
    }
    std::sort(numbers.begin(), numbers.end());
    co_return numbers;
}

runtime::awaitable<gateway::reset_counts>
gateway::reset_connections(std::string room_arn, std::optional<close_info> closing) {
    reset_counts counts;
    std::vector<std::vector<chat::session_id>> by_shard(shards_.size());
    for (const auto id : sessions_.ids(room_arn)) {
        const auto& found = *sessions_.find(id);
        by_shard[found.shard].push_back(id);
        if (!closing) continue;
        counts.closed += found.accepts_requests() ? 1 : 0;
        sessions_.mark_closing(id);
        disconnect(id);
    }
    sessions_.forget_usage(room_arn);
    for (std::size_t i = 0; i < shards_.size(); ++i) {
        const auto [failed, cut] = co_await runtime::asio::co_spawn(
            shards_[i]->executor(), shards_[i]->reset(room_arn, std::move(by_shard[i]), closing),
            runtime::use_nothrow_awaitable);
        counts.cut += cut;
    }
    co_return counts;
}

void gateway::accept_requests(std::string_view room_arn) {
    for (const auto id : sessions_.ids(room_arn)) {
        dispatch_to_session(id, [](session& it) { it.accept_requests(); });
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
