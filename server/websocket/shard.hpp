// Lives on one shard. The chat connections that are open here. The core's thread gives it work by
// `dispatch` and `dispatch_to_session` and is told of it by session_events; nothing else is shared.
#pragma once

#include "journal/entries.hpp"
#include "metrics/counters.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"
#include "websocket/fan_out.hpp"
#include "websocket/session_events.hpp"
#include "websocket/write_scheduler.hpp"

#include <boost/asio/post.hpp>

#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ivschat::websocket {

class session;

// Read by the core's thread and by the connection's.
using connection_ref = std::shared_ptr<const journal::connection_info>;

class shard {
public:
    // `core` is the executor of the core's thread. The shard must outlive both event loops' work
    // for it.
    shard(runtime::executor executor, runtime::executor core, session_events& events,
          metrics::counters& counters, runtime::log& log, std::size_t send_queue_bytes);
    ~shard();
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;

    runtime::executor executor() const { return executor_; }

    // ---- From the core's thread ----

    // Calls `function(shard&)` on the shard's thread. As Asio's dispatch: before it returns if that
    // is this thread, otherwise later, in the order of the calls.
    template <class Function>
    void dispatch(Function function) {
        if (executor_.running_in_this_thread()) return function(*this);
        runtime::asio::post(executor_, [this, function = std::move(function)]() mutable {
            guarded([&] { function(*this); });
        });
    }

    // The same for `function(session&)`, unless the session has ended by then.
    template <class Function>
    void dispatch_to_session(chat::session_id id, Function function) {
        dispatch([id, function = std::move(function)](shard& here) mutable {
            if (const auto found = here.find(id)) function(*found);
        });
    }

    // The bytes of a frame, to everybody in the room.
    void publish(const std::string& room_arn, const std::string& bytes);

    // ---- On the shard's thread ----

    // `socket` must belong to its event loop; `response` is that to the handshake.
    void open(runtime::tcp_socket socket, std::string response, connection_ref info);

    // What is queued to be sent, in bytes. It asks each connection: the hot path keeps no sum.
    runtime::awaitable<std::size_t> queued_bytes() const;
    // Sends what is queued. The sessions for which that is not possible, because their peers do not
    // read, are not waited for: they are returned.
    runtime::awaitable<std::vector<chat::session_id>> flush();
    // Drops what is pending in the room, or in all, and what these sessions have not handled or
    // sent. Closes them if `closing` is set; returns how many had to be cut by a TCP reset.
    runtime::awaitable<std::size_t> reset(std::string room_arn, std::vector<chat::session_id> ids,
                                          std::optional<close_info> closing);

private:
    friend class session;

    std::shared_ptr<session> find(chat::session_id id) const;
    // Calls `function(session_events&)` on the core's thread, as `dispatch` does.
    template <class Function>
    void dispatch_to_core(Function function) {
        if (core_.running_in_this_thread()) return function(events_);
        runtime::asio::post(core_, [this, function = std::move(function)]() mutable {
            guarded([&] { function(events_); });
        });
    }
    // No exception may reach an event loop.
    template <class Step>
    void guarded(Step step) {
        try {
            step();
        } catch (const std::exception& error) {
            log_.error("A task of a chat connection failed.", {{"error", error.what()}});
        }
    }

    runtime::executor executor_;
    runtime::executor core_;
    session_events& events_;
    metrics::counters& counters_;
    runtime::log& log_;
    std::size_t send_queue_bytes_;
    write_scheduler scheduler_;
    fan_out fan_out_{scheduler_};
    // Every connection reads into it and keeps what it does not use at once.
    std::array<char, std::size_t{64} << 10U> received_{};
    std::unordered_map<chat::session_id, std::shared_ptr<session>> sessions_;
};

} // namespace ivschat::websocket
