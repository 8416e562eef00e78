#include "app/shutdown.hpp"

#include "runtime/wait_until.hpp"

#include <algorithm>

namespace ivschat {
namespace {

using std::chrono::milliseconds;

// When each phase is over at the latest, counted from the start. The rest of the two seconds that a
// container's stop should take is for the last write of the state.
constexpr struct {
    milliseconds reviews{400};
    milliseconds review_fallbacks{450};
    milliseconds closing{800}; // replies that are due, and close handshakes
    milliseconds aborting{1000};
    milliseconds log_delivery{1200};
    // Only a slow disk needs as long as this. Being late is better than losing records.
    milliseconds log_spooling{6200};
} end_of;

constexpr milliseconds least_time_to_abort{100};

} // namespace

runtime::awaitable<void> shutdown::run() {
    parts_.log.info("Stopping.", {{"connections", std::to_string(parts_.sessions.count())}});
    stop_accepting();
    end_waits();
    co_await finish_reviews();
    parts_.chat_logger.flush(); // is under way while connections close
    co_await close_connections();
    co_await finish_logs();
}

void shutdown::stop_accepting() {
    parts_.health.become_unready();
    parts_.listener.stop();
    parts_.sessions.close();
    parts_.state.stop();
    parts_.http_connections.for_each(&runtime::connection::drain);
}

// Ends what fault rules and the control API hold up, so that replies and close frames get out.
void shutdown::end_waits() {
    parts_.holds.close();
    parts_.journal.close_waits();
    parts_.chat_connections.release_all();
}

// Messages that were accepted are delivered before their readers are disconnected. Those that come
// meanwhile may start more reviews, so this phase, too, needs its end; the fallback of the room
// then decides.
runtime::awaitable<void> shutdown::finish_reviews() {
    const auto are_done = [this] { return parts_.state.query().reviews_under_way() == 0; };
    const auto timeout = std::min(parts_.review_timeout, end_of.reviews);
    co_await runtime::wait_until(parts_.executor, are_done, at(timeout));
    parts_.review_client.stop();
    co_await runtime::wait_until(parts_.executor, are_done, at(end_of.review_fallbacks));
}

runtime::awaitable<void> shutdown::close_connections() {
    parts_.chat_connections.release_all(); // that began meanwhile
    parts_.chat_connections.close_all(wire::close_code::going_away, "");
    const bool are_closed = co_await parts_.sessions.wait_empty(at(end_of.closing));
    if (!are_closed) {
        parts_.http_connections.for_each(&runtime::connection::abort);
        parts_.chat_connections.abort_all();
        // A loop that is late for this phase still needs a few turns to end them.
        const auto least = std::chrono::steady_clock::now() + least_time_to_abort;
        const bool are_gone =
            co_await parts_.sessions.wait_empty(std::max(at(end_of.aborting), least));
        if (!are_gone) {
            parts_.log.warning("Some connections did not end in time; the server stops without "
                               "waiting for them.",
                               {{"connections", std::to_string(parts_.sessions.count())}});
        }
    }
    for (auto& each : parts_.shard_threads) each.stop();
}

runtime::awaitable<void> shutdown::finish_logs() {
    const auto left = at(end_of.log_delivery) - std::chrono::steady_clock::now();
    parts_.chat_logger.stop(std::chrono::ceil<milliseconds>(left));
    const auto is_stopped = [this] { return parts_.chat_logger.is_stopped(); };
    co_await runtime::wait_until(parts_.executor, is_stopped, at(end_of.log_spooling));
}

} // namespace ivschat
