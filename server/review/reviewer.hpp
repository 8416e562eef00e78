// Lives on the core. Has messages reviewed by their rooms' handlers, many at a time, and tells the
// chat service what came of it. A review ends within its timeout, whatever the handler does.
#pragma once

#include "chat/effect_sink.hpp"
#include "core/core.hpp"
#include "metrics/counters.hpp"
#include "outbound/http_client.hpp"
#include "review/concurrency_limiter.hpp"
#include "review/log_throttle.hpp"
#include "review/settings.hpp"
#include "runtime/log.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace ivschat::review {

class reviewer final : public chat::effect_sink {
public:
    // `real_clock` dates signatures: the handler's clock is not moved with the server's.
    reviewer(runtime::executor executor, core& core, outbound::http_client& client,
             const runtime::clock& real_clock, runtime::log& log, metrics::counters& counters,
             settings settings);
    ~reviewer() override;

    void carry_out(const chat::effect& effect) override;

private:
    using steady_clock = std::chrono::steady_clock;

    // Why there is no verdict.
    struct review_failure {
        std::string why;
        std::string remedy;
        bool is_in_reply = false; // else of the invocation
    };
    using answer = boost::system::result<chat::review_verdict, review_failure>;

    void begin_those_that_may();
    // Holds a turn.
    runtime::awaitable<void> work(job asked);
    // What fails in it, a bug too, is the room's fallback.
    runtime::awaitable<chat::review_verdict> review(const job& asked);
    runtime::awaitable<answer> ask(const job& asked);
    outbound::http_request make_request(const chat::review_wanted& wanted,
                                        const handler_address& address) const;
    static review_failure waited_too_long();
    review_failure explain(const outbound::http_failure& failure) const;
    static answer judge(const chat::review_wanted& wanted, const outbound::http_response& response);
    void report(const chat::review_wanted& wanted, const review_failure& what);
    void fail(const chat::review_wanted& wanted, const review_failure& what);
    void conclude(chat::review_id id, chat::review_verdict verdict);
    // Those that wait for a turn must not wait longer than their timeout.
    void watch_line();
    void give_up_overdue();

    runtime::executor executor_;
    core& core_;
    outbound::http_client& client_;
    const runtime::clock& real_clock_;
    runtime::log& log_;
    metrics::counters& counters_;
    review::settings settings_;
    concurrency_limiter limiter_;
    runtime::steady_timer line_watch_;
    bool is_watching_ = false;
    log_throttle log_throttle_;
};

} // namespace ivschat::review
