// Records that a reset drops before they are delivered.
#include "log_shipper_run.hpp"

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using namespace std::chrono_literals;

namespace {

batch of_room(std::string_view room, const std::string& text) {
    auto what = batch_of(s3_target(), {text});
    what.room_arn = room_arn(room);
    return what;
}

// Begins to discard, and completes when `result` is set.
struct pending_discard {
    std::optional<discarded> result;

    void start(shipper_run& r, const std::string& room, std::chrono::milliseconds within = 10s) {
        runtime::asio::co_spawn(
            r.loop, r.under_test->discard(room, std::chrono::steady_clock::now() + within),
            [this](const std::exception_ptr& thrown, discarded all) {
                CHECK_FALSE(thrown);
                result = all;
            });
    }
};

discarded discard(shipper_run& r, const std::string& room, std::chrono::milliseconds within = 10s) {
    pending_discard pending;
    pending.start(r, room, within);
    r.until([&] { return pending.result.has_value(); });
    return *pending.result;
}

} // namespace

TEST_CASE("batches that wait are discarded, those of one room or all") {
    for (const bool has_spool : {false, true}) {
        CAPTURE(has_spool);
        const scratch_directory scratch;
        shipper_run r{has_spool ? std::optional{scratch.path()} : std::nullopt};
        r.s3.is_down = true;
        for (const auto* text : {"1", "2", "3"}) {
            r.under_test->send(of_room("A", text));
            r.under_test->send(of_room("B", text));
        }
        r.until_attempts(2);
        CHECK(discard(r, room_arn("A")).records == 3);
        CHECK(r.under_test->records_pending() == 3);
        r.under_test->send(of_room("A", "4"));
        SUBCASE("of one room") {
            r.s3.is_down = false;
            r.until_idle();
            CHECK(r.s3.received == texts{"1", "2", "3", "4"});
        }
        SUBCASE("of all") {
            const auto all = discard(r, "");
            CHECK(all.records == 4);
            CHECK(all.batches_under_way == 0);
            r.s3.is_down = false;
            r.send("later");
            r.until_idle();
            CHECK(r.s3.received == texts{"later"});
        }
        CHECK(scratch.files().empty());
        CHECK(r.under_test->bytes() == 0);
        CHECK(r.under_test->records_pending() == 0);
        CHECK(r.counters.batches_spooled == 0);
        CHECK(r.counters.batches_waiting == 0);
        CHECK(r.counters.records_dropped == 0);
    }
}

TEST_CASE("an attempt under way is aborted if its batch is of the room, and else goes on") {
    for (const bool has_spool : {false, true}) {
        CAPTURE(has_spool);
        const scratch_directory scratch;
        shipper_run r{has_spool ? std::optional{scratch.path()} : std::nullopt};
        r.s3.is_hanging = true;
        r.under_test->send(of_room("A", "1"));
        r.under_test->send(of_room("B", "2"));
        r.until([&] { return r.s3.attempts == 1; });
        CHECK(discard(r, room_arn("none")).records == 0);
        CHECK(r.s3.in_flight == 1);
        const auto all = discard(r, room_arn("A"));
        CHECK(all.records == 1);
        CHECK(all.batches_under_way == 0);
        r.until([&] { return r.s3.attempts == 2; });
        r.s3.is_hanging = false;
        r.until_idle();
        CHECK(r.s3.received == texts{"2"});
        CHECK(r.failures.logs.of(configuration_arn("ToS3")).errors.value() == 0);
        CHECK(scratch.files().empty());
        CHECK(r.under_test->bytes() == 0);
    }
}

TEST_CASE("a batch that was delivered in spite of the abort does not count as discarded") {
    const scratch_directory scratch;
    shipper_run r{scratch.path()};
    r.s3.ignores_aborts = true;
    r.s3.is_hanging = true;
    r.send("one");
    r.until([&] { return r.s3.attempts == 1; });
    auto all = discard(r, "", 5ms);
    CHECK(all.records == 0);
    CHECK(all.batches_under_way == 1);
    pending_discard second;
    second.start(r, "");
    r.s3.is_hanging = false;
    r.until([&] { return second.result.has_value(); });
    CHECK(second.result->records == 0);
    CHECK(second.result->batches_under_way == 0);
    CHECK(r.s3.received == texts{"one"});
    r.until_idle();
    CHECK(scratch.files().empty());
}

TEST_CASE("batches that are being written or read when they are discarded are not delivered") {
    // The worker has other things to do, so that the discard comes at every step in turn.
    for (int turns = 0; turns < 40; ++turns) {
        CAPTURE(turns);
        const scratch_directory scratch;
        shipper_run r{scratch.path()};
        for (const auto* text : {"1", "2", "3"}) r.under_test->send(of_room("A", text));
        for (int i = 0; i < turns; ++i) r.loop.run_one_for(10ms);
        const auto delivered_before = r.s3.received;
        pending_discard pending;
        pending.start(r, room_arn("A"));
        r.under_test->send(of_room("A", "later"));
        r.until([&] { return pending.result.has_value(); });
        CHECK(pending.result->batches_under_way == 0);
        const auto delivered = r.counters.records_delivered;
        CHECK(pending.result->records + delivered >= 3);
        r.until_idle();
        CHECK(r.s3.received.back() == "later");
        CHECK(pending.result->records + r.counters.records_delivered == 4);
        CHECK(scratch.files().empty());
        CHECK(r.under_test->bytes() == 0);
        CHECK(r.under_test->records_pending() == 0);
        CHECK(r.counters.batches_spooled == 0);
        CHECK(r.counters.batches_waiting == 0);
    }
}

TEST_CASE("a discard while the server stops leaves nothing to the next run") {
    const scratch_directory scratch;
    {
        shipper_run r{scratch.path()};
        r.s3.is_hanging = true;
        for (const auto* text : {"1", "2"}) r.send(text);
        r.until([&] { return r.s3.attempts == 1; });
        r.under_test->stop();
        const auto all = discard(r, "");
        CHECK(all.records == 2);
        r.until([&] { return r.under_test->is_stopped(); });
    }
    CHECK(scratch.files().empty());
    shipper_run next{scratch.path()};
    next.until_idle();
    CHECK(next.s3.received.empty());
}

TEST_CASE("what an earlier run left for a destination that is gone is discarded, too") {
    const scratch_directory scratch;
    const spool earlier{scratch.path()};
    REQUIRE(earlier.write(batch_of(cloudwatch_target(), {"one", "two"}), 1) == "");
    shipper_run r{scratch.path()};
    CHECK(discard(r, "").records == 2);
    CHECK(scratch.files().empty());
}
