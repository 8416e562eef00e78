// Lives on the core. Sends messages to their rooms' review handlers, many at a time, and passes the
// verdicts to the chat service. A review ends within its timeout, whatever the handler does.
#pragma once

#include "chat/effect_sink.hpp"
#include "core/core.hpp"
#include "metrics/counters.hpp"
#include "outbound/http_client.hpp"
#include "review/concurrency_limiter.hpp"
#include "review/log_throttle.hpp"
#include "review/settings.hpp"
#include "runtime/connections.hpp"
#include "runtime/log.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace ivschat::review {

class reviewer final : public chat::effect_sink {
public:
    // `real_clock` dates signatures, because handlers do not see the server's test clock.
    reviewer(runtime::executor executor, core& core, outbound::http_client& client,
             const runtime::clock& real_clock, runtime::log& log, metrics::counters& counters,
             settings settings);
    ~reviewer() override;

    void carry_out(const chat::effect& effect) override;

    // Aborts a room's reviews; all of them if the ARN is empty. They have no verdict, and leave no
    // trace in metrics or the log. Returns how many.
    std::size_t abort(std::string_view room_arn);
    // Calls to handlers that were aborted and have not ended yet.
    std::size_t aborting() const;

private:
    using steady_clock = std::chrono::steady_clock;

    // Why there is no verdict: the room's fallback applies.
    struct review_failure {
        std::string why;
        std::string remedy;
        bool is_in_reply = false; // else in the invocation
    };
    using answer = boost::system::result<chat::review_verdict, review_failure>;
    // A job that the limiter has acquired.
    struct running_job {
        job what;
        std::shared_ptr<runtime::connections> calls = std::make_shared<runtime::connections>();
        bool is_aborted = false;
    };
    using running_jobs = std::list<running_job>;

    void start_reviews();
    runtime::awaitable<answer> review(const running_job& running);
    void finish(running_jobs::iterator ended, const std::exception_ptr& failed, answer answered);
    runtime::awaitable<answer> invoke(const running_job& running);
    outbound::http_request make_request(const chat::review_wanted& wanted,
                                        const handler_address& address) const;
    static review_failure queued_too_long();
    review_failure explain(const outbound::http_failure& failure) const;
    static answer decode(const chat::review_wanted& wanted,
                         const outbound::http_response& response);
    void report(const chat::review_wanted& wanted, const review_failure& what);
    void fail(const chat::review_wanted& wanted, const review_failure& what);
    void complete(chat::review_id id, chat::review_verdict verdict);
    // Jobs must not stay in the queue longer than their timeout.
    void arm_queue_timer();
    void expire_queued();

    runtime::executor executor_;
    core& core_;
    outbound::http_client& client_;
    const runtime::clock& real_clock_;
    runtime::log& log_;
    metrics::counters& counters_;
    review::settings settings_;
    concurrency_limiter limiter_;
    running_jobs running_;
    runtime::steady_timer queue_timer_;
    bool is_queue_timer_armed_ = false;
    log_throttle log_throttle_;
};

} // namespace ivschat::review
