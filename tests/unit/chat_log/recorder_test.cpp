// From effects to files and services. The server's clock is what the tests say; the pauses between
// attempts are a few milliseconds long.
#include "chat_log/recorder.hpp"

#include "fake_aws.hpp"
#include "samples.hpp"
#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace std::chrono_literals;
using test::answer;
using test::asked;
using test::start;

namespace {

using texts = std::vector<std::string>;
using chat::destination_kind;

const chat::log_destination to_bucket{.kind = destination_kind::s3, .name = "bucket"};
const chat::log_destination to_group{.kind = destination_kind::cloudwatch_logs, .name = "/group"};
const chat::log_destination to_stream{.kind = destination_kind::firehose, .name = "stream"};

constexpr const char* group_file = "logs/cloudwatch/group/aws/IVSChatLogs/1.0/room_A.ndjson";
constexpr const char* stream_file = "logs/firehose/stream.ndjson";

settings quick() {
    settings made;
    made.patience = {.first_pause = 1ms, .longest_pause = 5ms, .request = 10s};
    made.credentials = test::known_credentials();
    return made;
}

// One run of the server; the loop may be shared with a service.
struct run {
    runtime::asio::io_context& loop;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    crypto::test::repeatable_random random;
    recorder under_test;

    run(runtime::asio::io_context& io, const settings& settings)
        : loop{io}, under_test{io.get_executor(), settings, random, log} {}

    void tell(chat::effect effect) { under_test.carry_out(effect); }
    void configure(std::string_view id, const chat::log_destination& destination) {
        tell(chat::logging_configuration_saved{test::configuration(id, destination)});
    }
    void attach(std::string_view room, std::initializer_list<std::string_view> configurations) {
        tell(chat::room_saved{test::room(room, configurations)});
    }
    void say(std::string text, text::timestamp when = start, std::string_view room = "A") {
        tell(test::delivery(room, std::move(text), when));
    }

    template <class Condition>
    void until(Condition is_met) {
        loop.restart();
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!is_met() && loop.run_one_until(deadline) > 0) {
        }
        REQUIRE(is_met());
    }
    void until_idle() {
        until([this] { return under_test.is_idle(); });
    }
    void flush() {
        under_test.flush();
        until_idle();
    }
    void stop(std::chrono::milliseconds patience = 1s) {
        under_test.stop(patience);
        until([this] { return under_test.is_stopped(); });
    }
};

settings with_files(const test::scratch_directory& scratch) {
    auto made = quick();
    made.data_directory = scratch.path();
    return made;
}

texts texts_of(const test::scratch_directory& scratch, const std::string& file) {
    const auto files = scratch.files();
    const auto found = files.find(file);
    return found == files.end() ? texts{} : test::texts_in(found->second);
}

// All objects below the directory, in the order of their keys.
texts texts_in_objects(const test::scratch_directory& scratch) {
    texts all;
    for (const auto& [name, content] : scratch.files()) {
        if (!name.ends_with(".gz")) continue;
        for (auto& text : test::texts_in(test::gunzip(content))) all.push_back(std::move(text));
    }
    return all;
}

} // namespace

TEST_CASE("a room's messages and events go to each of its configurations, when they are due") {
    runtime::asio::io_context loop;
    const test::scratch_directory scratch;
    run r{loop, with_files(scratch)};
    r.configure("S3", to_bucket);
    r.configure("Logs", to_group);
    r.configure("Firehose", to_stream);
    r.attach("A", {"S3", "Logs", "Firehose"});
    CHECK_FALSE(r.under_test.next_due().has_value());
    r.say("one", start);
    r.tell(chat::delivery{.room_arn = test::room_arn("A"),
                          .what = chat::event{.id = "1",
                                              .request_id = "",
                                              .name = "notice",
                                              .attributes = {},
                                              .sent_at = start + 1s}});
    CHECK(r.under_test.next_due() == start + 10s);
    r.under_test.advance(start + 10s - 1ns);
    r.until_idle();
    CHECK(scratch.files().empty());

    r.under_test.advance(start + 10s);
    r.until_idle();
    auto files = scratch.files();
    CHECK(files.size() == 2);
    CHECK(files[group_file] == files[stream_file]);
    CHECK(files[group_file].find(R"("type":"MESSAGE")") != std::string::npos);
    CHECK(files[group_file].find(R"("EventName":"notice")") != std::string::npos);
    CHECK(r.under_test.next_due() == start + 5min);

    r.under_test.advance(start + 5min);
    r.until_idle();
    const auto after = scratch.files();
    REQUIRE(after.size() == 3);
    const auto& [name, object] = *after.rbegin();
    CHECK(name.starts_with("logs/s3/bucket/AWSLogs/123456789012/IVSChatLogs/1.0/us-west-2/room_A/"
                           "2026/11/22/08/123456789012_IVSChatLogs_1.0_us-west-2_room_A_"
                           "20261122T0800Z_"));
    CHECK(test::gunzip(object) == files[group_file]);
    const auto counted = r.under_test.counted();
    CHECK(counted.records_delivered == 6);
    CHECK(counted.bytes_held == 0);
}

TEST_CASE("only rooms that are logged are logged, and only while they are") {
    runtime::asio::io_context loop;
    const test::scratch_directory scratch;
    run r{loop, with_files(scratch)};
    r.configure("Logs", to_group);
    r.say("before the room", start);
    r.attach("A", {});
    r.say("not attached", start);
    r.attach("A", {"Logs"});
    r.say("attached", start);
    r.say("another room", start, "B");
    r.attach("A", {"Unknown"});
    r.say("a configuration that is not there", start);
    r.attach("A", {"Logs"});
    r.say("attached again", start);
    r.tell(chat::room_removed{test::room_arn("A")});
    r.say("removed", start);
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"attached", "attached again"});
    CHECK(scratch.files().size() == 1);
}

TEST_CASE("what is there at the start is followed like what comes later") {
    runtime::asio::io_context loop;
    const test::scratch_directory scratch;
    run r{loop, with_files(scratch)};
    chat::directory<chat::room> rooms;
    chat::directory<chat::logging_configuration> configurations;
    rooms.add(test::room("A", {"Logs"}));
    configurations.add(test::configuration("Logs", to_group));
    r.under_test.follow(rooms, configurations);
    r.say("one");
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"one"});
}

TEST_CASE("a destination that is changed gets what comes after, the old one what came before") {
    runtime::asio::io_context loop;
    const test::scratch_directory scratch;
    run r{loop, with_files(scratch)};
    r.configure("Logs", to_group);
    r.attach("A", {"Logs"});
    r.say("before");
    r.configure("Logs", to_group); // only its name has changed, say
    r.say("still before");
    r.configure("Logs", to_stream);
    r.say("after");
    r.tell(chat::logging_configuration_removed{test::configuration_arn("Logs")});
    r.say("gone");
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"before", "still before"});
    CHECK(texts_of(scratch, stream_file) == texts{"after"});
}

TEST_CASE("without a directory and without an endpoint nothing is kept, and nothing costs memory") {
    runtime::asio::io_context loop;
    run r{loop, quick()};
    r.configure("S3", to_bucket);
    r.attach("A", {"S3"});
    for (int i = 0; i < 1000; ++i) r.say("x");
    CHECK(r.under_test.counted().bytes_held == 0);
    CHECK_FALSE(r.under_test.next_due().has_value());
    r.stop();
}

TEST_CASE("an endpoint takes the place of the files of its service only") {
    runtime::asio::io_context loop;
    const test::scratch_directory scratch;
    test::fake_aws s3{loop, "s3", [](const asked&) { return answer{}; }};
    auto settings = with_files(scratch);
    settings.s3 = s3.url();
    run r{loop, settings};
    r.configure("S3", to_bucket);
    r.configure("Logs", to_group);
    r.attach("A", {"S3", "Logs"});
    r.say("one");
    r.flush();
    REQUIRE(s3.requests().size() == 1);
    CHECK(s3.requests()[0].distrust == "");
    CHECK(test::texts_in(test::gunzip(s3.requests()[0].body)) == texts{"one"});
    CHECK(texts_of(scratch, group_file) == texts{"one"});
    CHECK(scratch.files().size() == 1);
}

TEST_CASE("settings with an endpoint need credentials") {
    settings made;
    CHECK_FALSE(fault_of(made).has_value());
    made.firehose = outbound::url{.host = "localhost"};
    CHECK(fault_of(made).value().find("AWS_ACCESS_KEY_ID") != std::string::npos);
    made.credentials = test::known_credentials();
    CHECK_FALSE(fault_of(made).has_value());
}

TEST_CASE("a stop delivers what is not due yet") {
    runtime::asio::io_context loop;
    const test::scratch_directory scratch;
    run r{loop, with_files(scratch)};
    r.configure("S3", to_bucket);
    r.configure("Logs", to_group);
    r.attach("A", {"S3", "Logs"});
    r.say("one");
    r.stop();
    CHECK(texts_in_objects(scratch) == texts{"one"});
    CHECK(texts_of(scratch, group_file) == texts{"one"});
    CHECK(scratch.files().size() == 2);
}

TEST_CASE("a service that is down when the server stops gets everything from the next run") {
    const test::scratch_directory scratch;
    runtime::asio::io_context loop;
    texts got;
    test::fake_aws s3{loop, "s3", [&](const asked& request) {
                          for (auto& text : test::texts_in(test::gunzip(request.body))) {
                              got.push_back(std::move(text));
                          }
                          return answer{};
                      }};
    auto settings = with_files(scratch);
    settings.s3 = s3.url();
    s3.go_down();
    {
        run r{loop, settings};
        r.configure("S3", to_bucket);
        r.attach("A", {"S3"});
        r.say("one");
        r.under_test.flush();
        r.until([&] { return !r.under_test.counted().failures.empty(); });
        r.say("two", start + 1s);
        r.stop();
        const auto counted = r.under_test.counted();
        CHECK(counted.records_dropped == 0);
        CHECK(counted.batches_spooled == 2);
    }
    CHECK(got.empty());
    s3.come_back();
    run r{loop, settings};
    r.until_idle();
    CHECK(got == texts{"one", "two"});
    CHECK(scratch.files().empty());
    CHECK(r.under_test.counted().records_delivered == 2);
}

TEST_CASE("a service that never answers does not keep the server from stopping") {
    const test::scratch_directory scratch;
    runtime::asio::io_context loop;
    // Accepts, and that is all.
    runtime::tcp_acceptor silent{loop.get_executor(),
                                 {runtime::asio::ip::address_v4::loopback(), 0}};
    auto settings = with_files(scratch);
    settings.s3 = outbound::url{.host = "127.0.0.1", .port = silent.local_endpoint().port()};
    run r{loop, settings};
    r.configure("S3", to_bucket);
    r.attach("A", {"S3"});
    r.say("one");
    r.under_test.flush();
    const auto begin = std::chrono::steady_clock::now();
    r.stop(50ms);
    CHECK(std::chrono::steady_clock::now() - begin < 2s);
    CHECK(r.under_test.counted().batches_spooled == 1);
    CHECK(scratch.files().size() == 1);
}

TEST_CASE("a service that is down for many attempts costs no record, and memory keeps its bound") {
    struct row {
        std::string_view name;
        bool has_directory;
    };
    for (const auto& row : {row{"with a directory", true}, row{"without one", false}}) {
        CAPTURE(row.name);
        const test::scratch_directory scratch;
        runtime::asio::io_context loop;
        std::size_t records = 0;
        test::fake_aws firehose{loop, "firehose", [&](const asked& request) {
                                    std::size_t at = 0;
                                    while ((at = request.body.find("\"Data\"", at)) !=
                                           std::string::npos) {
                                        ++records;
                                        ++at;
                                    }
                                    return answer{.body = R"({"FailedPutCount":0})"};
                                }};
        auto settings = quick();
        if (row.has_directory) settings.data_directory = scratch.path();
        settings.firehose = firehose.url();
        settings.buffer_bytes = std::size_t{1} << 20U;
        run r{loop, settings};
        r.configure("Firehose", to_stream);
        for (const auto* room : {"A", "B", "C"}) r.attach(room, {"Firehose"});
        firehose.go_down();
        // Ten times what memory may hold.
        const std::string text(1000, 'x');
        std::size_t most = 0;
        for (int i = 0; i < 9000; ++i) {
            const auto when = start + i * 10ms;
            r.say(text, when, i % 3 == 0 ? "A" : i % 3 == 1 ? "B" : "C");
            if (r.under_test.next_due() <= when) r.under_test.advance(when);
            most = std::max(most, r.under_test.counted().bytes_held);
            r.loop.restart();
            r.loop.poll();
            // Messages come no faster than the worker writes.
            r.until(
                [&] { return r.under_test.counted().bytes_held <= settings.buffer_bytes * 3 / 4; });
        }
        CHECK(most <= settings.buffer_bytes);
        firehose.come_back();
        r.flush();
        const auto counted = r.under_test.counted();
        CHECK(counted.bytes_held == 0);
        CHECK(counted.records_delivered + counted.records_dropped == 9000);
        CHECK(records == counted.records_delivered);
        CHECK(counted.failures.at(test::configuration_arn("Firehose")).errors > 0);
        if (row.has_directory) {
            CHECK(counted.records_dropped == 0);
            CHECK(scratch.files().empty());
        } else {
            CHECK(counted.records_dropped > 0);
        }
    }
}

TEST_CASE("a flood that the disk cannot follow is dropped, not kept") {
    const test::scratch_directory scratch;
    runtime::asio::io_context loop;
    auto settings = with_files(scratch);
    settings.buffer_bytes = std::size_t{1} << 20U;
    run r{loop, settings};
    r.configure("Logs", to_group);
    r.attach("A", {"Logs"});
    const std::string text(1000, 'x');
    std::size_t most = 0;
    // The loop does not run, so that nothing leaves memory.
    for (int i = 0; i < 5000; ++i) {
        r.say(text, start + i * 1ms);
        most = std::max(most, r.under_test.counted().bytes_held);
    }
    CHECK(most <= settings.buffer_bytes);
    r.flush();
    const auto counted = r.under_test.counted();
    CHECK(counted.records_dropped > 0);
    CHECK(counted.records_delivered + counted.records_dropped == 5000);
    CHECK(texts_of(scratch, group_file).size() == counted.records_delivered);
}

TEST_CASE("one endpoint serves for all services that have none of their own") {
    runtime::asio::io_context loop;
    const auto good = [](const asked&) { return answer{.body = R"({"FailedPutCount":0})"}; };
    test::fake_aws all{loop, "firehose", good};
    test::fake_aws logs{loop, "logs", good};
    auto settings = quick();
    settings.aws = all.url();
    settings.logs = logs.url();
    run r{loop, settings};
    r.configure("Logs", to_group);
    r.configure("Firehose", to_stream);
    r.attach("A", {"Logs", "Firehose"});
    r.say("one");
    r.flush();
    CHECK(all.requests().size() == 1);
    CHECK(logs.requests().size() == 1);
    CHECK(r.under_test.counted().records_delivered == 2);
}
