// The log shipper with a spool.
#include "log_shipper_run.hpp"

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using namespace std::chrono_literals;
using enum outcome::kind;

TEST_CASE(
    "with a spool nothing is lost and the order is kept, however often the destination fails") {
    const scratch_directory scratch;
    shipper_run r{scratch.path()};
    r.s3.is_down = true;
    texts expected;
    for (int i = 0; i < 60; ++i) {
        expected.push_back(std::to_string(i));
        r.send(expected.back(), start + i * 1s);
        if (i % 7 == 0) r.under_test->drop_oldest(0); // files are not dropped
        if (i % 10 == 0) r.until_attempts(r.s3.attempts + 2);
        // The destination is back for one batch. The order must hold across memory, the spool and
        // the batch in flight.
        if (i % 20 == 19) {
            r.s3.is_down = false;
            const auto before = r.s3.received.size();
            r.until([&] { return r.s3.received.size() > before; });
            r.s3.is_down = true;
        }
    }
    r.until([&] { return r.under_test->bytes_in_writes() == 0; });
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
    CHECK(std::filesystem::is_empty(scratch.path()));
}

TEST_CASE("the next run delivers what a stop left behind, in order and after what was older") {
    const scratch_directory scratch;
    texts expected;
    for (int runs = 0; runs < 3; ++runs) {
        shipper_run r{scratch.path()};
        r.s3.is_down = true;
        for (int i = 0; i < 5; ++i) {
            expected.push_back(std::to_string(runs) + "." + std::to_string(i));
            r.send(expected.back(), start + runs * 1h + i * 1s);
            if (i == 2) r.until_attempts(2);
        }
        r.stop();
        CHECK(r.counters.records_dropped == 0);
        CHECK(r.counters.batches_spooled == expected.size());
        CHECK(r.counters.batches_waiting == 0);
        CHECK(r.under_test->bytes() == 0);
        CHECK(scratch.files().size() == expected.size());
    }
    shipper_run last{scratch.path()};
    CHECK(last.counters.batches_spooled == 15);
    last.send("new");
    expected.push_back("new");
    last.until_idle();
    CHECK(last.s3.received == expected);
    CHECK(last.counters.batches_spooled == 0);
    CHECK(scratch.files().empty());
}

TEST_CASE("a stop gives each batch one more attempt and spools only those that fail") {
    const scratch_directory scratch;
    shipper_run r{scratch.path()};
    r.s3.is_down = true;
    r.send("one");
    r.send("two");
    r.until_attempts(2);
    r.s3.is_down = false;
    r.stop();
    CHECK(r.s3.received == texts{"one", "two"});
    CHECK(scratch.files().empty());
}

TEST_CASE("of a batch that was delivered in part, the rest stays in the spool") {
    const scratch_directory scratch;
    {
        shipper_run r{scratch.path()};
        r.s3.is_down = true;
        r.send("one");
        r.send("two");
        r.stop();
    }
    {
        shipper_run r{scratch.path()};
        // The destination changes the batch, as Firehose's may do.
        r.s3.outcomes = {{.what = try_again, .delivered = 1}};
        r.until_attempts(1);
        r.s3.is_down = true;
        r.stop();
        CHECK(r.counters.batches_spooled == 2);
    }
    shipper_run r{scratch.path()};
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two"});
}

TEST_CASE("a damaged file is left alone, and the others are delivered") {
    const scratch_directory scratch;
    {
        shipper_run r{scratch.path()};
        r.s3.is_down = true;
        for (const auto* text : {"one", "two", "three"}) r.send(text);
        r.stop();
    }
    const auto files = scratch.files();
    REQUIRE(files.size() == 3);
    const auto second = std::next(files.begin())->first;
    write(scratch.path() / second, "damaged");
    shipper_run r{scratch.path()};
    r.until_idle();
    CHECK(r.s3.received.size() == 2);
    CHECK(r.counters.batches_spooled == 0);
    CHECK(scratch.files() == std::map<std::string, std::string>{{second, "damaged"}});
}

TEST_CASE("if the spool cannot be written, batches stay in memory, and the oldest are dropped") {
    const scratch_directory scratch;
    write(scratch.path() / "file", "");
    shipper_run r{scratch.path() / "file"};
    r.s3.is_down = true;
    for (int i = 0; i < 5; ++i) r.send(std::to_string(i));
    r.until_attempts(3);
    for (const auto* text : {"5", "6"}) r.send(text, start + 1s);
    r.until([&] { return r.under_test->bytes_in_writes() == 0 && r.s3.in_flight == 0; });
    CHECK(r.counters.records_dropped == 0);
    r.under_test->drop_oldest(2 * batch_of(s3_target(), {"0"}).cost());
    CHECK(r.counters.records_dropped == 5);
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"5", "6"});
    CHECK(r.under_test->bytes() == 0);
}

TEST_CASE("a spool that works again takes the batches from memory, and the order is kept") {
    const scratch_directory scratch;
    const auto directory = scratch.path() / "spool";
    write(directory, "in the way of a directory");
    shipper_run r{directory};
    r.s3.is_down = true;
    for (const auto* text : {"one", "two", "three"}) r.send(text);
    r.until_attempts(3);
    CHECK(r.counters.batches_spooled == 0);
    std::filesystem::remove(directory);
    r.until([&] { return scratch.files().size() == 3 && r.under_test->bytes_in_writes() == 0; });
    r.send("four");
    r.s3.is_down = false;
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two", "three", "four"});
    CHECK(scratch.files().empty());
}

TEST_CASE("with a spool, batches that wait take no memory") {
    const scratch_directory scratch;
    shipper_run r{scratch.path()};
    r.s3.is_hanging = true;
    for (int i = 0; i < 20; ++i) r.send(std::string(1000, 'x'));
    r.until([&] { return r.s3.attempts == 1 && r.under_test->bytes_in_writes() == 0; });
    CHECK(r.under_test->bytes() < 3 * batch_of(s3_target(), {std::string(1000, 'x')}).cost());
    CHECK(r.under_test->records_pending() == 20);
    r.s3.is_hanging = false;
    r.until_idle();
    CHECK(r.s3.received.size() == 20);
}

TEST_CASE("batches for a destination that fails survive a crash") {
    const scratch_directory scratch;
    {
        shipper_run r{scratch.path()};
        r.s3.is_down = true;
        for (const auto* text : {"one", "two"}) r.send(text);
        r.until_attempts(1);
        r.send("three");
        r.until([&] { return scratch.files().size() == 3; });
        // The run ends without a stop.
    }
    shipper_run r{scratch.path()};
    r.until_idle();
    CHECK(r.s3.received == texts{"one", "two", "three"});
}
