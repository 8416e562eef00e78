// A log shipper in one run of the server, with scripted destinations. Pauses between attempts are
// real and last a few milliseconds.
#pragma once

#include "chat_log/log_shipper.hpp"
#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <deque>
#include <stdexcept>
#include <utility>

namespace ivschat::chat_log::test {

using texts = std::vector<std::string>;

// What the destination does, and what it received.
struct script {
    std::deque<outcome> outcomes = {}; // of the next attempts; later ones deliver everything
    bool is_down = false;              // every attempt fails
    bool is_hanging = false;           // attempts do not end
    bool is_throwing = false;          // the next attempt throws
    bool ignores_aborts = false;
    int attempts = 0;
    int in_flight = 0;
    int max_in_flight = 0;
    texts received = {};
};

class scripted_destination final : public destination {
public:
    scripted_destination(runtime::executor core, script& script) : script_{script}, gate_{core} {
        gate_.expires_at(runtime::steady_timer::time_point::max());
    }

    runtime::awaitable<outcome> deliver(batch& what, const attempt& under_way) override {
        ++script_.attempts;
        ++script_.in_flight;
        script_.max_in_flight = std::max(script_.max_in_flight, script_.in_flight);
        // Returns to the event loop, as a request does.
        runtime::steady_timer turn{gate_.get_executor(), std::chrono::milliseconds{0}};
        co_await turn.async_wait(runtime::use_nothrow_awaitable);
        const auto is_aborted = [&] { return under_way.is_aborted() && !script_.ignores_aborts; };
        while (script_.is_hanging && !is_aborted()) {
            turn.expires_after(std::chrono::milliseconds{1});
            co_await turn.async_wait(runtime::use_nothrow_awaitable);
        }
        --script_.in_flight;
        if (is_aborted()) {
            co_return outcome{.what = outcome::kind::try_again, .message = "aborted"};
        }
        if (std::exchange(script_.is_throwing, false)) throw std::runtime_error{"no memory"};
        co_return next(what);
    }

private:
    outcome next(batch& what) {
        if (script_.is_down) return {.what = outcome::kind::try_again, .message = "down"};
        auto result = outcome{.what = outcome::kind::delivered};
        if (!script_.outcomes.empty()) {
            result = script_.outcomes.front();
            script_.outcomes.pop_front();
        }
        if (result.what != outcome::kind::delivered) return result;
        for (auto& text : texts_in(what.lines)) script_.received.push_back(std::move(text));
        result.delivered = what.records;
        return result;
    }

    script& script_;
    runtime::steady_timer gate_;
};

// A log shipper and what it needs, in one run of the server.
struct shipper_run {
    runtime::asio::io_context loop;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    script s3;
    script firehose;
    chat_log::counters counters;
    metrics::counters failures;
    std::optional<log_shipper> under_test;
    worker_thread worker{loop.get_executor()};

    explicit shipper_run(const std::optional<std::filesystem::path>& directory = std::nullopt) {
        destinations all;
        all.s3 = std::make_unique<scripted_destination>(loop.get_executor(), s3);
        all.firehose = std::make_unique<scripted_destination>(loop.get_executor(), firehose);
        shipper_settings settings{.retry = {.initial_backoff = std::chrono::milliseconds{1},
                                            .max_backoff = std::chrono::milliseconds{4},
                                            .request_timeout = std::chrono::seconds{1}},
                                  .spool = {}};
        if (directory) settings.spool.emplace(*directory);
        under_test.emplace(loop.get_executor(), std::move(settings), std::move(all), worker,
                           counters, failures, log);
    }

    template <class Condition>
    void until(Condition is_met) {
        loop.restart();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!is_met() && loop.run_one_until(deadline) > 0) {
        }
        REQUIRE(is_met());
    }
    void until_idle() {
        until([this] { return under_test->is_idle(); });
    }
    void until_attempts(int count) {
        until([this, count] { return s3.attempts >= count && s3.in_flight == 0; });
    }
    void stop() {
        under_test->stop();
        until([this] { return under_test->is_stopped(); });
    }
    void send(const std::string& text, text::timestamp opened = start) {
        under_test->send(batch_of(s3_target(), {text}, opened));
    }
};

struct failure_counts {
    std::uint64_t access_denied;
    std::uint64_t not_found;
    std::uint64_t errors;
};
inline failure_counts failures_of(shipper_run& r) {
    const auto& counted = r.failures.logs.of(configuration_arn("ToS3"));
    return {.access_denied = counted.access_denied.value(),
            .not_found = counted.resource_not_found.value(),
            .errors = counted.errors.value()};
}

} // namespace ivschat::chat_log::test
