#include "review/reviewer.hpp"

#include "review/protocol.hpp"
#include "runtime/log_exception.hpp"
#include "text/unicode.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>

namespace ivschat::review {

namespace asio = boost::asio;
using runtime::awaitable;
using runtime::use_nothrow_awaitable;

namespace {

// Lambda allows synchronous replies of 6 MB, but none of that size can be a valid verdict.
constexpr std::size_t largest_reply = 256U << 10U;

constexpr std::string_view exception_line = "A message review failed by an exception.";

constexpr auto remedy_of_address =
    "Start with --lambda-endpoint URL, or --review-handler FUNCTION=URL for this one.";
constexpr auto remedy_of_reply =
    "A handler answers with ReviewResult, ALLOW or DENY, and for ALLOW with Content; Attributes "
    "are optional.";
constexpr auto remedy_of_status = "Check the function's name, and what runs at --lambda-endpoint.";
constexpr auto remedy_of_function = "The function's log says why.";
constexpr auto remedy_of_overload =
    "Make the handler faster, or allow more reviews with --review-concurrency.";

std::string excerpt(std::string_view bytes) {
    return text::to_utf8(text::cut(bytes, 200)); // a handler may send anything of any length
}

} // namespace

reviewer::reviewer(runtime::executor executor, core& core, outbound::http_client& client,
                   const runtime::clock& real_clock, runtime::log& log, metrics::counters& counters,
                   settings settings)
    : executor_{executor},
      core_{core},
      client_{client},
      real_clock_{real_clock},
      log_{log},
      counters_{counters},
      settings_{std::move(settings)},
      limiter_{settings_.concurrency},
      queue_timer_{executor} {}

reviewer::~reviewer() = default;

void reviewer::carry_out(const chat::effect& effect) {
    const auto* wanted = std::get_if<chat::review_wanted>(&effect);
    if (wanted == nullptr) return;
    counters_.reviews_under_way.add(1);
    if (limiter_.enqueue(
            {.wanted = *wanted, .deadline = steady_clock::now() + settings_.timeout})) {
        start_reviews();
        if (!is_queue_timer_armed_) arm_queue_timer();
        return;
    }
    // An effect sink must not run commands, so this one is posted.
    asio::post(executor_, [this, refused = *wanted] {
        runtime::run_logging_exceptions(log_, exception_line, [&] {
            fail(refused, {.why = "too many reviews are queued for it already",
                           .remedy = remedy_of_overload});
        });
    });
}

void reviewer::start_reviews() {
    while (auto next = limiter_.acquire()) {
        const auto running = running_.insert(running_.end(), {.what = *std::move(next)});
        asio::co_spawn(executor_, review(*running),
                       [this, running](const std::exception_ptr& failed, answer answered) {
                           finish(running, failed, std::move(answered));
                       });
    }
}

awaitable<reviewer::answer> reviewer::review(const running_job& running) {
    // An effect sink must not run commands, and a handler without an address fails at once.
    co_await asio::post(executor_, use_nothrow_awaitable);
    if (running.is_aborted) co_return review_failure{};
    co_return co_await invoke(running);
}

void reviewer::finish(running_jobs::iterator ended, const std::exception_ptr& failed,
                      answer answered) {
    const auto job = std::move(ended->what);
    const bool is_aborted = ended->is_aborted;
    running_.erase(ended);
    limiter_.release(job.wanted.handler_uri);
    if (is_aborted) {
        counters_.reviews_under_way.add(-1);
    } else {
        counters_.review_latency.observe(steady_clock::now() - (job.deadline - settings_.timeout));
        // Else an exception would leave the queued jobs waiting.
        runtime::run_logging_exceptions(log_, exception_line, [&] {
            runtime::log_exception(log_, exception_line)(failed);
            if (!failed && answered) return complete(job.wanted.id, *std::move(answered));
            if (!failed) report(job.wanted, answered.error());
            complete(job.wanted.id, chat::review_failed{});
        });
    }
    start_reviews();
}

std::size_t reviewer::abort(std::string_view room_arn) {
    auto aborted = limiter_.drop_queued(room_arn);
    counters_.reviews_under_way.add(-static_cast<std::int64_t>(aborted));
    for (auto& each : running_) {
        if (each.is_aborted || (!room_arn.empty() && each.what.wanted.room_arn != room_arn)) {
            continue;
        }
        ++aborted;
        each.is_aborted = true;
        each.calls->for_each(&runtime::connection::abort);
    }
    return aborted;
}

std::size_t reviewer::aborting() const {
    return static_cast<std::size_t>(std::count_if(
        running_.begin(), running_.end(), [](const running_job& each) { return each.is_aborted; }));
}

awaitable<reviewer::answer> reviewer::invoke(const running_job& running) {
    const auto& acquired = running.what;
    const auto address = find_handler(settings_.handlers, acquired.wanted.handler_uri);
    if (!address) {
        co_return review_failure{.why = "no address is known for it", .remedy = remedy_of_address};
    }
    auto request = make_request(acquired.wanted, *address);
    const bool is_late = acquired.deadline - steady_clock::now() < settings_.timeout / 2;
    const auto response =
        co_await client_.send(std::move(request), acquired.deadline, largest_reply, running.calls);
    if (response) co_return decode(acquired.wanted, *response);
    // After half of the timeout in the queue, the handler alone is not to blame.
    if (is_late && response.error().what == outbound::http_failure::kind::timeout) {
        co_return queued_too_long();
    }
    co_return explain(response.error());
}

reviewer::review_failure reviewer::queued_too_long() {
    return {.why = "it waited too long in the queue behind other reviews",
            .remedy = remedy_of_overload};
}

reviewer::review_failure reviewer::explain(const outbound::http_failure& failure) const {
    using enum outbound::http_failure::kind;
    switch (failure.what) {
    case timeout:
        return {.why = failure.message,
                .remedy = "Answer within " + std::to_string(settings_.timeout.count()) +
                          " ms, or allow more time with --review-timeout."};
    case too_large:
        return {.why = failure.message, .remedy = remedy_of_reply, .is_in_reply = true};
    case not_trusted:
        return {.why = failure.message,
                .remedy = "Pass its certificate with --outbound-certificates."};
    case stopped:
        return {.why = failure.message, .remedy = "None is needed: the server was stopping."};
    case unreachable:
    case not_http:
        break;
    }
    return {
        .why = failure.message,
        .remedy =
            "Check that the handler runs and that --lambda-endpoint or --review-handler has its "
            "address."};
}

outbound::http_request reviewer::make_request(const chat::review_wanted& wanted,
                                              const handler_address& address) const {
    outbound::http_request request{.where = address.where,
                                   .headers = {{"Content-Type", "application/json"}},
                                   .body = encode(wanted)};
    if (address.invoke) {
        request.headers.emplace_back("X-Amz-Invocation-Type", "RequestResponse");
        outbound::sign(request, settings_.credentials, *address.invoke, real_clock_.now());
    }
    return request;
}

reviewer::answer reviewer::decode(const chat::review_wanted& wanted,
                                  const outbound::http_response& response) {
    if (response.status < 200 || response.status > 299) {
        return review_failure{.why = "it answered with status " + std::to_string(response.status) +
                                     ": " + excerpt(response.body),
                              .remedy = remedy_of_status};
    }
    if (const auto kind = response.header("X-Amz-Function-Error"); !kind.empty()) {
        return review_failure{.why = "the function failed (" + excerpt(kind) +
                                     "): " + excerpt(response.body),
                              .remedy = remedy_of_function};
    }
    auto verdict = decode_reply(response.body, wanted.maximum_message_length);
    if (verdict) return *std::move(verdict);
    return review_failure{.why = "its reply is not valid: " + verdict.error(),
                          .remedy = remedy_of_reply,
                          .is_in_reply = true};
}

void reviewer::report(const chat::review_wanted& wanted, const review_failure& what) {
    counters_.count_review_failure(wanted.handler_uri,
                                   what.is_in_reply ? metrics::review_failure::response_validation
                                                    : metrics::review_failure::invocation);
    const auto suppressed =
        log_throttle_.try_log(wanted.handler_uri + ' ' + what.why, steady_clock::now());
    if (!suppressed) return;
    log_.warning("A message review failed; the room's fallback applies.",
                 {{"handler", wanted.handler_uri},
                  {"room", wanted.room_arn},
                  {"why", what.why},
                  {"remedy", what.remedy},
                  {"suppressed", std::to_string(*suppressed)}});
}

void reviewer::fail(const chat::review_wanted& wanted, const review_failure& what) {
    report(wanted, what);
    complete(wanted.id, chat::review_failed{});
}

void reviewer::complete(chat::review_id id, chat::review_verdict verdict) {
    counters_.reviews_under_way.add(-1);
    core_.submit(chat::complete_review{.review = id, .verdict = std::move(verdict)});
}

void reviewer::arm_queue_timer() {
    const auto deadline = limiter_.next_deadline();
    is_queue_timer_armed_ = deadline.has_value();
    if (!deadline) return;
    queue_timer_.expires_at(*deadline);
    queue_timer_.async_wait([this](const runtime::error_code& failed) {
        if (!failed) expire_queued();
    });
}

void reviewer::expire_queued() {
    for (const auto& each : limiter_.expire(steady_clock::now())) {
        // Else an exception would lose the other jobs and leave the timer unarmed.
        runtime::run_logging_exceptions(log_, exception_line,
                                        [&] { fail(each.wanted, queued_too_long()); });
    }
    arm_queue_timer();
}

} // namespace ivschat::review
