// A log_shipper in one run of the server, against destinations that do as they are told. Pauses are
// real, and a few milliseconds long.
#pragma once

#include "chat_log/log_shipper.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <deque>

namespace ivschat::chat_log::test {

using texts = std::vector<std::string>;

// What the tests tell the destination, and what it got.
struct script {
    std::deque<outcome> outcomes = {}; // then all is delivered
    bool is_down = false;              // every attempt fails
    bool is_hanging = false;           // attempts do not end
    int attempts = 0;
    int under_way = 0;
    int most_under_way = 0;
    texts received = {};
};

class scripted_destination final : public destination {
public:
    scripted_destination(runtime::executor core, script& script) : script_{script}, gate_{core} {
        gate_.expires_at(runtime::steady_timer::time_point::max());
    }

    runtime::awaitable<outcome> deliver(batch& what) override {
        ++script_.attempts;
        ++script_.under_way;
        script_.most_under_way = std::max(script_.most_under_way, script_.under_way);
        // Gives others a turn, as a request does.
        runtime::steady_timer turn{gate_.get_executor(), std::chrono::milliseconds{0}};
        co_await turn.async_wait(runtime::use_nothrow_awaitable);
        while (script_.is_hanging) {
            turn.expires_after(std::chrono::milliseconds{1});
            co_await turn.async_wait(runtime::use_nothrow_awaitable);
        }
        --script_.under_way;
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

// A log_shipper and what it needs, in one run of the server.
struct shipper_run {
    runtime::asio::io_context loop;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    script s3;
    script firehose;
    chat_log::counters counters;
    std::optional<log_shipper> under_test;
    chat_log::worker worker{loop.get_executor()};

    explicit shipper_run(const std::optional<std::filesystem::path>& directory = std::nullopt) {
        destinations all;
        all.s3 = std::make_unique<scripted_destination>(loop.get_executor(), s3);
        all.firehose = std::make_unique<scripted_destination>(loop.get_executor(), firehose);
        shipper_settings settings{.patience = {.first_pause = std::chrono::milliseconds{1},
                                               .longest_pause = std::chrono::milliseconds{4},
                                               .request = std::chrono::seconds{1}},
                                  .spool = {}};
        if (directory) settings.spool.emplace(*directory);
        under_test.emplace(loop.get_executor(), std::move(settings), std::move(all), worker,
                           counters, log);
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
        until([this, count] { return s3.attempts >= count && s3.under_way == 0; });
    }
    void stop() {
        under_test->stop();
        until([this] { return under_test->is_stopped(); });
    }
    void send(const std::string& text, text::timestamp opened = start) {
        under_test->send(batch_of(s3_target(), {text}, opened));
    }
};

inline const failures& failures_of(const shipper_run& r) {
    return r.counters.failures.at(configuration_arn("ToS3"));
}

} // namespace ivschat::chat_log::test
