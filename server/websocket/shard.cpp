#include "websocket/shard.hpp"

#include "websocket/session.hpp"

namespace ivschat::websocket {

shard::shard(runtime::executor executor, runtime::executor core, session_events& events,
             metrics::counters& counters, runtime::log& log, std::size_t send_queue_bytes)
    : executor_{executor},
      core_{core},
      events_{events},
      counters_{counters},
      log_{log},
      send_queue_bytes_{send_queue_bytes},
      scheduler_{executor} {}

// Handlers that never run any more may hold sessions for longer than the shard lives.
shard::~shard() {
    for (const auto& [id, each] : sessions_) each->detach();
}

std::shared_ptr<session> shard::find(chat::session_id id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second;
}

void shard::open(runtime::tcp_socket socket, std::string response, connection_ref info) {
    const auto id = info->session;
    auto made = std::make_shared<session>(*this, std::move(socket), std::move(info));
    sessions_.emplace(id, made);
    made->open(std::move(response));
}

void shard::publish(const std::string& room_arn, const std::string& bytes) {
    if (executor_.running_in_this_thread()) {
        fan_out_.publish(room_arn, bytes);
    } else {
        runtime::asio::post(executor_,
                            [this, room_arn, bytes] { fan_out_.publish(room_arn, bytes); });
    }
}

runtime::awaitable<std::size_t> shard::queued_bytes() const {
    std::size_t sum = 0;
    for (const auto& [id, each] : sessions_) sum += each->queued_bytes();
    co_return sum;
}

runtime::awaitable<std::vector<chat::session_id>> shard::flush() {
    scheduler_.flush_now();
    std::vector<chat::session_id> stuck;
    for (const auto& [id, each] : sessions_) {
        if (each->is_stuck()) stuck.push_back(id);
    }
    co_return stuck;
}

runtime::awaitable<std::size_t> shard::reset(std::string room_arn,
                                             std::vector<chat::session_id> ids,
                                             std::optional<close_info> closing) {
    std::size_t cut = 0;
    fan_out_.discard_pending(room_arn);
    for (const auto id : ids) {
        const auto found = find(id);
        if (!found) continue;
        found->discard();
        if (closing && found->close_or_reset(closing->code, closing->reason)) ++cut;
    }
    scheduler_.flush_now(); // the close frames
    co_return cut;
}

} // namespace ivschat::websocket
