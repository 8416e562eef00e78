// Lives on one shard. The chat connections that are open here. The core's thread hands it work by
// `run` and `with`, and hears of it through the uplink; nothing else is shared.
#pragma once

#include "journal/records.hpp"
#include "metrics/counters.hpp"
#include "runtime/asio.hpp"
#include "websocket/fan_out.hpp"
#include "websocket/uplink.hpp"

#include <boost/asio/post.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace ivschat::websocket {

class session;

// Read by the core's thread and by the connection's.
using party_ref = std::shared_ptr<const journal::connection_info>;

class shard {
public:
    // `core` is the core's thread. The shard must outlive both event loops' work for it.
    shard(runtime::executor executor, runtime::executor core, uplink& up,
          metrics::counters& counters, std::size_t send_queue_bytes);
    ~shard();
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;

    runtime::executor executor() const { return executor_; }

    // ---- From the core's thread ----

    // Calls `what(shard&)` on the shard's thread: at once if that is this one, else after all that
    // was handed over before.
    template <class What>
    void run(What what) {
        if (executor_.running_in_this_thread()) {
            what(*this);
        } else {
            runtime::asio::post(executor_,
                                [this, what = std::move(what)]() mutable { what(*this); });
        }
    }

    // The same for `what(session&)`, unless the connection has ended.
    template <class What>
    void with(chat::session_id id, What what) {
        run([id, what = std::move(what)](shard& here) mutable {
            if (const auto found = here.find(id)) what(*found);
        });
    }

    // A frame's bytes to everybody in the room.
    void publish(const std::string& room_arn, const std::string& bytes);

    // ---- On the shard's thread ----

    // `socket` must belong to its event loop; `response` is the handshake's.
    void open(runtime::tcp_socket socket, std::string response, party_ref who);

    // What waits to be sent, in bytes. Asks every connection: the hot path keeps no sum.
    runtime::awaitable<std::size_t> queued_bytes() const;
    // Completes when nothing waits to be sent but what is held up, or it is too late.
    runtime::awaitable<void> flushed(std::chrono::steady_clock::time_point deadline);

private:
    friend class session;

    std::shared_ptr<session> find(chat::session_id id) const;
    bool has_unwritten() const;
    // Calls `what(uplink&)` on the core's thread.
    template <class What>
    void tell(What what) {
        if (core_.running_in_this_thread()) {
            what(up_);
        } else {
            runtime::asio::post(core_, [this, what = std::move(what)]() mutable { what(up_); });
        }
    }

    runtime::executor executor_;
    runtime::executor core_;
    uplink& up_;
    metrics::counters& counters_;
    std::size_t send_queue_bytes_;
    write_scheduler scheduler_;
    fan_out fan_out_{scheduler_};
    // Where every connection reads to: what it does not use up at once, it keeps.
    std::array<char, std::size_t{64} << 10U> received_{};
    std::unordered_map<chat::session_id, std::shared_ptr<session>> sessions_;
};

} // namespace ivschat::websocket
