// Shutdown, services that are down, and overload.
#include "chat_logger_run.hpp"

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using namespace std::chrono_literals;

TEST_CASE("a stop delivers batches that are not due yet") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("S3", to_bucket);
    r.configure("Logs", to_group);
    r.attach("A", {"S3", "Logs"});
    r.say("one");
    r.stop();
    CHECK(texts_in_objects(scratch) == texts{"one"});
    CHECK(texts_of(scratch, group_file) == texts{"one"});
    CHECK(scratch.files().size() == 2);
}

TEST_CASE("a service that is down when the server stops receives everything from the next run") {
    const scratch_directory scratch;
    runtime::asio::io_context loop;
    texts got;
    fake_aws s3{loop, "s3", [&](const recorded_request& request) {
                    for (auto& text : texts_in(gunzip(request.body))) {
                        got.push_back(std::move(text));
                    }
                    return answer{};
                }};
    auto settings = with_files(scratch);
    settings.s3 = s3.url();
    s3.go_down();
    {
        chat_logger_run r{loop, settings};
        r.configure("S3", to_bucket);
        r.attach("A", {"S3"});
        r.say("one");
        r.under_test.flush();
        r.until([&] { return !r.under_test.errors().empty(); });
        r.say("two", start + 1s);
        r.stop();
        const auto counted = r.under_test.counted();
        CHECK(counted.records_dropped == 0);
        CHECK(counted.batches_spooled == 2);
    }
    CHECK(got.empty());
    s3.come_back();
    chat_logger_run r{loop, settings};
    r.until_idle();
    CHECK(got == texts{"one", "two"});
    CHECK(scratch.files().empty());
    CHECK(r.under_test.counted().records_delivered == 2);
}

TEST_CASE("a service that never replies does not delay a stop") {
    const scratch_directory scratch;
    runtime::asio::io_context loop;
    // Accepts connections and never reads.
    runtime::tcp_acceptor silent{loop.get_executor(),
                                 {runtime::asio::ip::address_v4::loopback(), 0}};
    auto settings = with_files(scratch);
    settings.s3 = outbound::url{.host = "127.0.0.1", .port = silent.local_endpoint().port()};
    chat_logger_run r{loop, settings};
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

TEST_CASE("while a service is down, memory stays within its bound") {
    struct row {
        std::string_view name;
        bool has_directory;
    };
    for (const auto& row : {row{"with a directory", true}, row{"without one", false}}) {
        CAPTURE(row.name);
        const scratch_directory scratch;
        runtime::asio::io_context loop;
        std::size_t records = 0;
        fake_aws firehose{loop, "firehose", [&](const recorded_request& request) {
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
        chat_logger_run r{loop, settings};
        r.configure("Firehose", to_stream);
        for (const auto* room : {"A", "B", "C"}) r.attach(room, {"Firehose"});
        firehose.go_down();
        // Nine times what memory may hold.
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
        CHECK(r.failures.logs.of(configuration_arn("Firehose")).errors.value() > 0);
        if (row.has_directory) {
            CHECK(counted.records_dropped == 0);
            CHECK(scratch.files().empty());
        } else {
            CHECK(counted.records_dropped > 0);
        }
    }
}

TEST_CASE("records that come faster than the disk writes are dropped") {
    const scratch_directory scratch;
    runtime::asio::io_context loop;
    auto settings = with_files(scratch);
    settings.buffer_bytes = std::size_t{1} << 20U;
    chat_logger_run r{loop, settings};
    r.configure("Logs", to_group);
    r.attach("A", {"Logs"});
    const std::string text(1000, 'x');
    std::size_t most = 0;
    // The event loop does not run, so nothing leaves memory.
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
