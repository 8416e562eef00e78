// The log shipper without a spool.
#include "log_shipper_run.hpp"

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using namespace std::chrono_literals;
using enum outcome::kind;

TEST_CASE("batches arrive in order, one at a time for each destination") {
    shipper_run r;
    texts expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back(std::to_string(i));
        r.send(expected.back());
        r.under_test->send(batch_of(firehose_target(), {expected.back()}));
    }
    CHECK(r.counters.batches_waiting == 40);
    CHECK(r.under_test->bytes() > 0);
    r.until_idle();
    CHECK(r.s3.received == expected);
    CHECK(r.firehose.received == expected);
    CHECK(r.s3.max_in_flight == 1);
    CHECK(r.counters.records_delivered == 40);
    CHECK(r.counters.batches_waiting == 0);
    CHECK(r.under_test->bytes() == 0);
    CHECK(failures_of(r).errors == 0);
}

TEST_CASE("a destination that is down does not delay the others") {
    shipper_run r;
    r.s3.is_down = true;
    r.send("lost?");
    r.under_test->send(batch_of(firehose_target(), {"through"}));
    r.under_test->send(batch_of(s3_target("other"), {"waits, too"}));
    r.until([&] { return r.firehose.received.size() == 1; });
    CHECK(r.s3.received.empty());
    r.until_attempts(20);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received.size() == 2);
}

TEST_CASE("failures are counted by kind for their configuration, and the batch is tried again") {
    shipper_run r;
    r.s3.outcomes = {{.what = try_again},     {.what = access_denied}, {.what = not_found},
                     {.what = access_denied}, {.what = refused},       {.what = try_again}};
    r.send("one");
    r.send("two");
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two"});
    CHECK(failures_of(r).access_denied == 2);
    CHECK(failures_of(r).not_found == 1);
    CHECK(failures_of(r).errors == 6); // of every kind
    CHECK(r.counters.records_delivered == 2);
    CHECK(r.counters.records_dropped == 0);
}

TEST_CASE("failures of configurations that have no series of their own add up in that of others") {
    shipper_run r;
    constexpr std::size_t series = 64;
    for (std::size_t i = 0; i < series + 6; ++i) {
        r.s3.outcomes.push_back({.what = access_denied});
        auto to = s3_target();
        to.configuration_arn = configuration_arn("Logs" + std::to_string(i));
        r.under_test->send(batch_of(to, {"one"}));
    }
    r.until_idle();
    std::uint64_t others = 0;
    r.failures.logs.for_each([&](std::string_view key, const metrics::log_counters& counted) {
        if (key == metrics::other_key) others = counted.access_denied.value();
    });
    CHECK(others == 6);
}

TEST_CASE("an exception counts as a failed attempt, and the batch is tried again") {
    shipper_run r;
    r.s3.is_throwing = true;
    r.send("one");
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
    CHECK(r.s3.attempts == 2);
    CHECK(failures_of(r).errors == 1);
    CHECK(r.under_test->bytes() == 0);
}

TEST_CASE("failures are not counted for a configuration that has been deleted") {
    shipper_run r;
    r.s3.is_down = true;
    r.send("one");
    r.until_attempts(1);
    r.under_test->forget(configuration_arn("ToS3"));
    const auto before = failures_of(r).errors;
    r.until_attempts(3);
    CHECK(failures_of(r).errors == before);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
}

TEST_CASE("records that a destination rejects count as dropped") {
    shipper_run r;
    r.s3.outcomes = {{.what = delivered, .rejected = 1}};
    r.send("one");
    r.until_idle();
    CHECK(r.counters.records_dropped == 1);
}

TEST_CASE("backoff doubles, and retry_now ends it") {
    shipper_run r;
    r.s3.is_down = true;
    r.send("one");
    // 1 + 2 + 4 + 4 ms at least.
    const auto begin = std::chrono::steady_clock::now();
    r.until_attempts(5);
    CHECK(std::chrono::steady_clock::now() - begin >= 11ms);
    r.s3.is_down = false;
    r.under_test->retry_now();
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
}

TEST_CASE("without a spool the oldest batches are dropped first") {
    shipper_run r;
    r.s3.is_down = true;
    for (int i = 0; i < 10; ++i) r.send(std::to_string(i), start + i * 1s);
    r.until_attempts(1);
    const auto one = batch_of(s3_target(), {"0"}).cost();
    r.under_test->drop_oldest(4 * one);
    CHECK(r.under_test->bytes() <= 4 * one);
    CHECK(r.counters.records_dropped == 6);
    CHECK(r.counters.batches_waiting == 4);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"6", "7", "8", "9"});
    CHECK(r.under_test->bytes() == 0);
}

TEST_CASE("a batch that is being sent is never dropped") {
    shipper_run r;
    r.s3.is_hanging = true;
    r.send("one");
    r.send("two");
    r.until([&] { return r.s3.attempts == 1; });
    r.under_test->drop_oldest(0);
    CHECK(r.counters.records_dropped == 1);
    CHECK(r.under_test->bytes() == 2 * batch_of(s3_target(), {"one"}).cost());
    r.s3.is_hanging = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"one"});
}

TEST_CASE("a stop without a spool drops and counts what it cannot deliver") {
    shipper_run r;
    r.s3.is_down = true;
    r.send("one");
    r.send("two");
    r.stop();
    CHECK(r.counters.records_dropped == 2);
    CHECK(r.under_test->bytes() == 0);
}
