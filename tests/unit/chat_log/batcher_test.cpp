#include "chat_log/batcher.hpp"

#include "samples.hpp"
#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace std::chrono_literals;
using test::start;
using test::texts_in;

namespace {

// A batcher with AWS's delays.
struct workbench {
    crypto::test::repeatable_random random;
    batcher under_test{
        {.s3_delay = 5min, .stream_delay = 10s, .max_batch_bytes = std::size_t{64} << 20U}, random};
    batches closed;
    log_time real = test::real_time(start);

    void add(const target& to, std::string_view text, text::timestamp when,
             std::string_view room = "roomroomroom") {
        under_test.add(to, test::room_arn(room), when, real, test::record_saying(text, when),
                       closed);
    }
    batches take() { return std::exchange(closed, {}); }
};

} // namespace

TEST_CASE("a batch is due some time after its first record") {
    struct row {
        target to;
        std::chrono::nanoseconds delay;
    };
    const row rows[] = {
        {.to = test::s3_target(), .delay = 5min},
        {.to = test::cloudwatch_target(), .delay = 10s},
        {.to = test::firehose_target(), .delay = 10s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.to.destination.name);
        workbench w;
        CHECK_FALSE(w.under_test.next_due().has_value());
        w.add(row.to, "one", start);
        w.add(row.to, "two", start + row.delay - 1ns);
        CHECK(w.under_test.next_due() == start + row.delay);
        w.under_test.close_due(start + row.delay - 1ns, w.closed);
        CHECK(w.take().empty());
        w.under_test.close_due(start + row.delay, w.closed);
        const auto closed = w.take();
        REQUIRE(closed.size() == 1);
        CHECK(texts_in(closed[0].lines) == std::vector<std::string>{"one", "two"});
        CHECK(closed[0].records == 2);
        CHECK(closed[0].opened == start);
        CHECK(closed[0].to == row.to);
        CHECK(closed[0].room_arn == test::room_arn("roomroomroom"));
        CHECK_FALSE(w.under_test.next_due().has_value());
        CHECK(w.under_test.bytes() == 0);
    }
}

TEST_CASE("each room and configuration has its own batch, and batches close in order") {
    workbench w;
    w.add(test::s3_target(), "1", start, "A");
    w.add(test::cloudwatch_target(), "2", start + 1s, "A");
    w.add(test::cloudwatch_target(), "3", start + 2s, "B");
    w.add(test::cloudwatch_target(), "4", start + 3s, "A");
    w.under_test.close_due(start + 12s, w.closed);
    auto closed = w.take();
    REQUIRE(closed.size() == 2);
    CHECK(texts_in(closed[0].lines) == std::vector<std::string>{"2", "4"});
    CHECK(texts_in(closed[1].lines) == std::vector<std::string>{"3"});
    CHECK(w.under_test.next_due() == start + 5min);
    w.under_test.close_all(w.closed);
    closed = w.take();
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].to == test::s3_target());
}

TEST_CASE("the batches of one configuration can be closed separately") {
    workbench w;
    w.add(test::s3_target(), "1", start, "A");
    w.add(test::s3_target(), "2", start, "B");
    w.add(test::firehose_target(), "3", start, "A");
    w.under_test.close(test::configuration_arn("ToS3"), w.closed);
    CHECK(w.take().size() == 2);
    w.under_test.close_all(w.closed);
    CHECK(w.take().size() == 1);
    w.under_test.close("arn:none", w.closed);
    CHECK(w.take().empty());
}

TEST_CASE("a record after the due time, or older than the last one, opens a new batch") {
    workbench w;
    // The timer fired late, or the server's clock was moved.
    w.add(test::cloudwatch_target(), "1", start);
    w.add(test::cloudwatch_target(), "2", start + 10s);
    CHECK(w.take().size() == 1);
    w.add(test::cloudwatch_target(), "3", start + 10s - 1ns);
    const auto closed = w.take();
    REQUIRE(closed.size() == 1);
    CHECK(texts_in(closed[0].lines) == std::vector<std::string>{"2"});
    CHECK(w.under_test.next_due() == start + 20s - 1ns);
}

TEST_CASE("a batch never exceeds what its destination takes in one request") {
    struct row {
        std::string_view name;
        target to;
        std::size_t text;    // bytes of each message
        std::size_t records; // of the first batch
    };
    const auto bare = test::record_saying("", start).size();
    const row rows[] = {
        {.name = "CloudWatch, many",
         .to = test::cloudwatch_target(),
         .text = 0,
         .records = 1'048'576 / (bare + 26)},
        {.name = "CloudWatch, large",
         .to = test::cloudwatch_target(),
         .text = 10'000,
         .records = 1'048'576 / (bare + 26 + 10'000)},
        {.name = "Firehose, many", .to = test::firehose_target(), .text = 0, .records = 500},
        {.name = "Firehose, large",
         .to = test::firehose_target(),
         .text = 10'000,
         .records = 3'000'000 / (bare + 1 + 10'000)},
        {.name = "S3",
         .to = test::s3_target(),
         .text = 10'000,
         .records = 5'000'000 / (bare + 1 + 10'000)},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        workbench w;
        const std::string text(row.text, 'x');
        for (std::size_t i = 0; i <= row.records; ++i) w.add(row.to, text, start);
        const auto closed = w.take();
        REQUIRE(closed.size() == 1);
        CHECK(closed[0].records == row.records);
        w.under_test.close_all(w.closed);
        CHECK(w.take().at(0).records == 1);
    }
}

TEST_CASE("no batch exceeds its share of the buffer, yet every record gets into one") {
    crypto::test::repeatable_random random;
    batcher small{{.s3_delay = 5min, .stream_delay = 10s, .max_batch_bytes = 1000}, random};
    batches closed;
    for (const int size : {100, 100, 100, 5000, 100}) {
        small.add(test::s3_target(), test::room_arn("A"), start, test::real_time(start),
                  test::record_saying(std::string(static_cast<std::size_t>(size), 'x'), start),
                  closed);
    }
    small.close_all(closed);
    REQUIRE(closed.size() == 4);
    CHECK(closed[0].records == 2);
    CHECK(closed[1].records == 1);
    CHECK(closed[2].lines.size() > 5000);
    CHECK(closed[3].records == 1);
}

TEST_CASE("every batch has a unique hash of eight hexadecimal digits") {
    workbench w;
    std::set<std::string> hashes;
    for (int i = 0; i < 1000; ++i) w.add(test::firehose_target(), "x", start + i * 10s);
    for (const auto& each : w.take()) {
        CHECK(each.hash.size() == 8);
        CHECK(each.hash.find_first_not_of("0123456789abcdef") == std::string::npos);
        hashes.insert(each.hash);
    }
    CHECK(hashes.size() == 999);
}

TEST_CASE("the memory of open batches is counted") {
    workbench w;
    w.add(test::s3_target(), std::string(1000, 'x'), start);
    CHECK(w.under_test.bytes() >= 1000);
    CHECK(w.under_test.bytes() <= 8000);
    w.add(test::s3_target(), std::string(100'000, 'x'), start, "B");
    CHECK(w.under_test.bytes() >= 101'000);
    REQUIRE(w.under_test.close_first_due().has_value());
    REQUIRE(w.under_test.close_first_due().has_value());
    CHECK_FALSE(w.under_test.close_first_due().has_value());
    CHECK(w.under_test.bytes() == 0);
}

TEST_CASE("each record keeps its real time, which never goes back within a batch") {
    workbench w;
    w.real += 1h;
    w.add(test::cloudwatch_target(), "1", start);
    w.real -= 1min;
    w.add(test::cloudwatch_target(), "2", start);
    w.real += 2min;
    w.add(test::cloudwatch_target(), "3", start);
    w.under_test.close_all(w.closed);
    const auto first = test::real_time(start) + 1h;
    CHECK((w.take().at(0).logged_at == std::vector<log_time>{first, first, first + 1min}));
}

TEST_CASE("a batch never spans 24 hours of real time, even if the server's clock stands still") {
    workbench w;
    w.add(test::cloudwatch_target(), "1", start);
    w.real += 24h - 1ms;
    w.add(test::cloudwatch_target(), "2", start);
    CHECK(w.take().empty());
    w.real += 1ms;
    w.add(test::cloudwatch_target(), "3", start);
    CHECK(w.take().at(0).records == 2);
}

TEST_CASE("records of open batches are handed out once, to be written to the disk") {
    workbench w;
    w.add(test::s3_target(), "1", start, "A");
    auto parts = w.under_test.take_unsaved();
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].file_bytes == 0);
    const auto first = parts[0];
    CHECK(w.under_test.take_unsaved().empty());
    w.add(test::s3_target(), "2", start, "A");
    w.add(test::firehose_target(), "3", start, "A");
    parts = w.under_test.take_unsaved();
    REQUIRE(parts.size() == 2);
    const auto second = parts[0].id == first.id ? parts[0] : parts[1];
    CHECK(second.file_bytes == first.text.size());
    CHECK(second.text.find("\"1\"") == std::string::npos);
    CHECK(second.text.find("\"2\"") != std::string::npos);

    w.under_test.save_failed(first.id);
    parts = w.under_test.take_unsaved();
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].file_bytes == 0);
    CHECK(parts[0].text == first.text + second.text);
}

TEST_CASE("open batches of one room or of all can be discarded") {
    workbench w;
    w.add(test::s3_target(), "1", start, "A");
    w.add(test::firehose_target(), "2", start, "A");
    w.add(test::firehose_target(), "3", start, "B");
    CHECK(w.under_test.discard(test::room_arn("A")) == 2);
    CHECK(w.under_test.records() == 1);
    w.add(test::s3_target(), "4", start, "A");
    CHECK(w.under_test.discard("") == 2);
    CHECK(w.under_test.records() == 0);
    CHECK(w.under_test.bytes() == 0);
    CHECK_FALSE(w.under_test.next_due().has_value());
}
