// Against destinations that do as they are told. Pauses are real, and a few milliseconds long.
#include "chat_log/courier.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>

#include <deque>

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace std::chrono_literals;
using test::batch_of;
using enum outcome::kind;

namespace fs = std::filesystem;

namespace {

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
        runtime::steady_timer turn{gate_.get_executor(), 0ms};
        co_await turn.async_wait(runtime::use);
        while (script_.is_hanging) {
            turn.expires_after(1ms);
            co_await turn.async_wait(runtime::use);
        }
        --script_.under_way;
        co_return next(what);
    }

private:
    outcome next(batch& what) {
        if (script_.is_down) return {.what = try_again, .message = "down"};
        auto result = outcome{.what = delivered};
        if (!script_.outcomes.empty()) {
            result = script_.outcomes.front();
            script_.outcomes.pop_front();
        }
        if (result.what != delivered) return result;
        for (auto& text : test::texts_in(what.lines)) script_.received.push_back(std::move(text));
        result.delivered = what.records;
        return result;
    }

    script& script_;
    runtime::steady_timer gate_;
};

// A courier and what it needs, in one run of the server.
struct run {
    runtime::asio::io_context loop;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    script s3;
    script firehose;
    chat_log::counters counters;
    std::optional<courier> under_test;
    chat_log::worker worker{loop.get_executor()};

    explicit run(const std::optional<fs::path>& directory = std::nullopt) {
        destinations all;
        all.s3 = std::make_unique<scripted_destination>(loop.get_executor(), s3);
        all.firehose = std::make_unique<scripted_destination>(loop.get_executor(), firehose);
        courier_settings settings{
            .patience = {.first_pause = 1ms, .longest_pause = 4ms, .request = 1s}, .spool = {}};
        if (directory) settings.spool.emplace(*directory);
        under_test.emplace(loop.get_executor(), std::move(settings), std::move(all), worker,
                           counters, log);
    }

    template <class Condition>
    void until(Condition is_met) {
        loop.restart();
        const auto deadline = std::chrono::steady_clock::now() + 10s;
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
    void send(const std::string& text, text::timestamp opened = test::start) {
        under_test->send(batch_of(test::s3_target(), {text}, opened));
    }
};

const failures& failures_of(const run& r) {
    return r.counters.failures.at(test::configuration_arn("ToS3"));
}

} // namespace

TEST_CASE("batches arrive in order, one at a time for each place") {
    run r;
    texts expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back(std::to_string(i));
        r.send(expected.back());
        r.under_test->send(batch_of(test::firehose_target(), {expected.back()}));
    }
    CHECK(r.counters.batches_waiting == 40);
    CHECK(r.under_test->bytes() > 0);
    r.until_idle();
    CHECK(r.s3.received == expected);
    CHECK(r.firehose.received == expected);
    CHECK(r.s3.most_under_way == 1);
    CHECK(r.counters.records_delivered == 40);
    CHECK(r.counters.batches_waiting == 0);
    CHECK(r.under_test->bytes() == 0);
    CHECK(r.counters.failures.empty());
}

TEST_CASE("one place that is down keeps no other waiting") {
    run r;
    r.s3.is_down = true;
    r.send("lost?");
    r.under_test->send(batch_of(test::firehose_target(), {"through"}));
    r.under_test->send(batch_of(test::s3_target("other"), {"waits, too"}));
    r.until([&] { return r.firehose.received.size() == 1; });
    CHECK(r.s3.received.empty());
    r.until_attempts(20);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received.size() == 2);
}

TEST_CASE("failures are counted by kind for their configuration, and the batch is tried again") {
    run r;
    r.s3.outcomes = {{.what = try_again},     {.what = access_denied}, {.what = not_found},
                     {.what = access_denied}, {.what = refused},       {.what = try_again}};
    r.send("one");
    r.send("two");
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two"});
    CHECK(failures_of(r).access_denied == 2);
    CHECK(failures_of(r).not_found == 1);
    CHECK(failures_of(r).errors == 3);
    CHECK(r.counters.records_delivered == 2);
    CHECK(r.counters.records_dropped == 0);
}

TEST_CASE("failures are not counted for a configuration that has been deleted") {
    run r;
    r.s3.is_down = true;
    r.send("one");
    r.until_attempts(1);
    r.under_test->forget(test::configuration_arn("ToS3"));
    r.counters.failures.clear();
    r.until_attempts(3);
    CHECK(r.counters.failures.empty());
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
}

TEST_CASE("records that a destination does not want count as dropped") {
    run r;
    r.s3.outcomes = {{.what = delivered, .rejected = 1}};
    r.send("one");
    r.until_idle();
    CHECK(r.counters.records_dropped == 1);
}

TEST_CASE("pauses double, and end when somebody is in a hurry") {
    run r;
    r.s3.is_down = true;
    r.send("one");
    // 1 + 2 + 4 + 4 ms at least.
    const auto begin = std::chrono::steady_clock::now();
    r.until_attempts(5);
    CHECK(std::chrono::steady_clock::now() - begin >= 11ms);
    r.s3.is_down = false;
    r.under_test->hurry();
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
}

TEST_CASE("without a directory the oldest batches are dropped for those that come") {
    run r;
    r.s3.is_down = true;
    for (int i = 0; i < 10; ++i) r.send(std::to_string(i), test::start + i * 1s);
    r.until_attempts(1);
    const auto one = batch_of(test::s3_target(), {"0"}).cost();
    r.under_test->relieve(4 * one);
    CHECK(r.under_test->bytes() <= 4 * one);
    CHECK(r.counters.records_dropped == 6);
    CHECK(r.counters.batches_waiting == 4);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"6", "7", "8", "9"});
    CHECK(r.under_test->bytes() == 0);
}

TEST_CASE("what is being sent is never taken away") {
    run r;
    r.s3.is_hanging = true;
    r.send("one");
    r.send("two");
    r.until([&] { return r.s3.attempts == 1; });
    r.under_test->relieve(0);
    CHECK(r.counters.records_dropped == 1);
    CHECK(r.under_test->bytes() == 2 * batch_of(test::s3_target(), {"one"}).cost());
    r.s3.is_hanging = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
}

TEST_CASE("with a directory nothing is lost and the order is kept, however often memory is short") {
    const test::scratch_directory scratch;
    run r{scratch.path()};
    r.s3.is_down = true;
    texts expected;
    for (int i = 0; i < 60; ++i) {
        expected.push_back(std::to_string(i));
        r.send(expected.back(), test::start + i * 1s);
        if (i % 7 == 0) r.under_test->relieve(0);
        if (i % 10 == 0) r.until_attempts(r.s3.attempts + 2);
        // Back for one batch: the order holds across memory, spool and what was in hand.
        if (i % 20 == 19) {
            r.s3.is_down = false;
            const auto before = r.s3.received.size();
            r.until([&] { return r.s3.received.size() > before; });
            r.s3.is_down = true;
        }
    }
    r.until([&] { return r.under_test->bytes_leaving() == 0; });
    CHECK(r.counters.batches_spooled > 0);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == expected);
    CHECK(r.counters.records_dropped == 0);
    CHECK(r.counters.records_delivered == 60);
    CHECK(r.counters.batches_spooled == 0);
    CHECK(r.counters.batches_waiting == 0);
    CHECK(r.under_test->bytes() == 0);
    CHECK(scratch.files().empty());
    CHECK(fs::is_empty(scratch.path()));
}

TEST_CASE(
    "what is left at the stop is delivered by the next run, in order, behind what was older") {
    const test::scratch_directory scratch;
    texts expected;
    for (int runs = 0; runs < 3; ++runs) {
        run r{scratch.path()};
        r.s3.is_down = true;
        for (int i = 0; i < 5; ++i) {
            expected.push_back(std::to_string(runs) + "." + std::to_string(i));
            r.send(expected.back(), test::start + runs * 1h + i * 1s);
            if (i == 2) r.until_attempts(2);
        }
        r.stop();
        CHECK(r.counters.records_dropped == 0);
        CHECK(r.counters.batches_spooled == expected.size());
        CHECK(r.counters.batches_waiting == 0);
        CHECK(r.under_test->bytes() == 0);
        CHECK(scratch.files().size() == expected.size());
    }
    run last{scratch.path()};
    CHECK(last.counters.batches_spooled == 15);
    last.send("new");
    expected.push_back("new");
    last.until_idle();
    CHECK(last.s3.received == expected);
    CHECK(last.counters.batches_spooled == 0);
    CHECK(scratch.files().empty());
}

TEST_CASE("a stop gives everything one more attempt, and what succeeds is not in the spool") {
    const test::scratch_directory scratch;
    run r{scratch.path()};
    r.s3.is_down = true;
    r.send("one");
    r.send("two");
    r.until_attempts(2);
    r.s3.is_down = false;
    r.stop();
    CHECK(r.s3.received == texts{"one", "two"});
    CHECK(scratch.files().empty());
}

TEST_CASE("a stop without a directory drops what it cannot deliver and counts it") {
    run r;
    r.s3.is_down = true;
    r.send("one");
    r.send("two");
    r.stop();
    CHECK(r.counters.records_dropped == 2);
    CHECK(r.under_test->bytes() == 0);
}

TEST_CASE("what was delivered in part is kept in that part only") {
    const test::scratch_directory scratch;
    {
        run r{scratch.path()};
        r.s3.is_down = true;
        r.send("one");
        r.send("two");
        r.stop();
    }
    {
        run r{scratch.path()};
        // As Firehose may do it: the destination changes the batch.
        r.s3.outcomes = {{.what = try_again, .delivered = 1}};
        r.until_attempts(1);
        r.s3.is_down = true;
        r.stop();
        CHECK(r.counters.batches_spooled == 2);
    }
    run r{scratch.path()};
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two"});
}

TEST_CASE("a file that is damaged is left alone, and the others are delivered") {
    const test::scratch_directory scratch;
    {
        run r{scratch.path()};
        r.s3.is_down = true;
        for (const auto* text : {"one", "two", "three"}) r.send(text);
        r.stop();
    }
    const auto files = scratch.files();
    REQUIRE(files.size() == 3);
    const auto second = std::next(files.begin())->first;
    test::write(scratch.path() / second, "damaged");
    run r{scratch.path()};
    r.until_idle();
    CHECK(r.s3.received.size() == 2);
    CHECK(r.counters.batches_spooled == 0);
    CHECK(scratch.files() == std::map<std::string, std::string>{{second, "damaged"}});
}

TEST_CASE("a directory that cannot be written costs records, not memory") {
    const test::scratch_directory scratch;
    test::write(scratch.path() / "file", "");
    run r{scratch.path() / "file"};
    r.s3.is_down = true;
    for (int i = 0; i < 5; ++i) r.send(std::to_string(i));
    r.until_attempts(1);
    r.under_test->relieve(0);
    r.until([&] { return r.under_test->bytes_leaving() == 0; });
    CHECK(r.counters.records_dropped == 0);
    r.until_attempts(r.s3.attempts + 2);
    for (const auto* text : {"5", "6"}) r.send(text, test::start + 1s);
    r.until([&] { return r.under_test->bytes_leaving() == 0 && r.s3.under_way == 0; });
    r.under_test->relieve(2 * batch_of(test::s3_target(), {"0"}).cost());
    CHECK(r.counters.records_dropped == 5);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"5", "6"});
    CHECK(r.under_test->bytes() == 0);
}

TEST_CASE("what waits for a place that is in trouble outlives a crash") {
    const test::scratch_directory scratch;
    {
        run r{scratch.path()};
        r.s3.is_down = true;
        for (const auto* text : {"one", "two"}) r.send(text);
        r.until_attempts(1);
        r.send("three");
        r.until([&] { return scratch.files().size() == 3; });
        // No stop: the run just ends.
    }
    run r{scratch.path()};
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two", "three"});
}
