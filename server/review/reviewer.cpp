#include "review/reviewer.hpp"

#include "review/protocol.hpp"
#include "text/unicode.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace ivschat::review {

namespace asio = boost::asio;
using runtime::awaitable;
using runtime::use_nothrow_awaitable;

namespace {

// Lambda's own limit of a synchronous reply is 6 MB; nothing of that size can be valid here.
constexpr std::size_t largest_reply = 256U << 10U;

constexpr auto remedy_of_address =
    "Start with --lambda-endpoint URL, or --review-handler FUNCTION=URL for this one.";
constexpr auto remedy_of_reply =
    "A handler answers with ReviewResult, ALLOW or DENY, and Content; Attributes are optional.";
constexpr auto remedy_of_status = "Check the function's name and what serves --lambda-endpoint.";
constexpr auto remedy_of_function = "The function's own log says why.";
constexpr auto remedy_of_crowd = "Answer sooner, or allow more with --review-concurrency.";

std::string excerpt(std::string_view bytes) {
    return text::to_utf8(text::cut(bytes, 200)); // from outside: neither short nor UTF-8 for sure
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
      line_watch_{executor} {}

reviewer::~reviewer() = default;

void reviewer::carry_out(const chat::effect& effect) {
    const auto* wanted = std::get_if<chat::review_wanted>(&effect);
    if (wanted == nullptr) return;
    counters_.reviews_under_way.add(1);
    if (limiter_.enqueue(
            {.wanted = *wanted, .deadline = steady_clock::now() + settings_.timeout})) {
        begin_those_that_may();
        if (!is_watching_) watch_line();
        return;
    }
    // An effect's sink must not run commands.
    asio::post(executor_, [this, refused = *wanted] {
        fail(refused, {.why = "too many reviews wait for it already", .remedy = remedy_of_crowd});
    });
}

void reviewer::begin_those_that_may() {
    while (auto next = limiter_.acquire()) {
        asio::co_spawn(executor_, work(*std::move(next)), asio::detached);
    }
}

awaitable<void> reviewer::work(job asked) {
    // As above: a handler without address fails at once.
    co_await asio::post(executor_, use_nothrow_awaitable);
    auto verdict = co_await review(asked);
    limiter_.release(asked.wanted.handler_uri);
    const auto began = asked.deadline - settings_.timeout;
    counters_.review_latency.observe(steady_clock::now() - began);
    conclude(asked.wanted.id, std::move(verdict));
    begin_those_that_may();
}

awaitable<chat::review_verdict> reviewer::review(const job& asked) {
    try {
        auto answered = co_await ask(asked);
        if (answered) co_return *std::move(answered);
        report(asked.wanted, answered.error());
    } catch (const std::exception& bug) {
        log_.error("A review failed.", {{"what", bug.what()}});
    }
    co_return chat::review_failed{};
}

awaitable<reviewer::answer> reviewer::ask(const job& asked) {
    const auto address = find_handler(settings_.handlers, asked.wanted.handler_uri);
    if (!address) {
        co_return review_failure{.why = "no address is known for it", .remedy = remedy_of_address};
    }
    auto request = make_request(asked.wanted, *address);
    const bool is_late = asked.deadline - steady_clock::now() < settings_.timeout / 2;
    const auto response = co_await client_.send(std::move(request), asked.deadline, largest_reply);
    if (response) co_return judge(asked.wanted, *response);
    // What waited that long for its turn did not fail by the handler's slowness alone.
    if (is_late && response.error().what == outbound::http_failure::kind::timeout) {
        co_return waited_too_long();
    }
    co_return explain(response.error());
}

reviewer::review_failure reviewer::waited_too_long() {
    return {.why = "it had no turn in time: all reviews that may run at a time were under way",
            .remedy = remedy_of_crowd};
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
                .remedy = "Name its certificate with --outbound-certificates."};
    case stopped:
        return {.why = failure.message, .remedy = "None is needed: the server was stopping."};
    case unreachable:
    case not_http:
        break;
    }
    return {.why = failure.message,
            .remedy = "Check that it runs, and --lambda-endpoint or --review-handler."};
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

reviewer::answer reviewer::judge(const chat::review_wanted& wanted,
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
    const auto swallowed =
        log_throttle_.say_now(wanted.handler_uri + ' ' + what.why, steady_clock::now());
    if (!swallowed) return;
    log_.warning("A message review failed; the room's fallback holds.",
                 {{"handler", wanted.handler_uri},
                  {"room", wanted.room_arn},
                  {"why", what.why},
                  {"remedy", what.remedy},
                  {"unreported", std::to_string(*swallowed)}});
}

void reviewer::fail(const chat::review_wanted& wanted, const review_failure& what) {
    report(wanted, what);
    conclude(wanted.id, chat::review_failed{});
}

void reviewer::conclude(chat::review_id id, chat::review_verdict verdict) {
    counters_.reviews_under_way.add(-1);
    core_.run([&](chat::service& service, chat::timestamp now, chat::effects& out) {
        service.conclude(now, id, std::move(verdict), out);
        return true;
    });
}

void reviewer::watch_line() {
    const auto deadline = limiter_.next_deadline();
    is_watching_ = deadline.has_value();
    if (!deadline) return;
    line_watch_.expires_at(*deadline);
    line_watch_.async_wait([this](const runtime::error_code& failed) {
        if (!failed) give_up_overdue();
    });
}

void reviewer::give_up_overdue() {
    for (const auto& each : limiter_.give_up(steady_clock::now())) {
        fail(each.wanted, waited_too_long());
    }
    watch_line();
}

} // namespace ivschat::review
