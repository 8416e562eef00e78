// The chat logger from effects to files and services.
#include "chat_logger_run.hpp"

#include <nlohmann/json.hpp>

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using namespace std::chrono_literals;

namespace {

std::int64_t milliseconds_of(text::timestamp time) {
    return real_time(time).time_since_epoch().count();
}

} // namespace

TEST_CASE("messages and events go to each configuration of their room when they are due") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("S3", to_bucket);
    r.configure("Logs", to_group);
    r.configure("Firehose", to_stream);
    r.attach("A", {"S3", "Logs", "Firehose"});
    CHECK_FALSE(r.under_test.next_due().has_value());
    r.say("one", start);
    r.apply(chat::delivery{.room_arn = room_arn("A"),
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
    CHECK(gunzip(object) == files[group_file]);
    const auto counted = r.under_test.counted();
    CHECK(counted.records_delivered == 6);
    CHECK(counted.bytes_held == 0);
}

TEST_CASE("a room is logged only while it has a logging configuration") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
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
    r.apply(chat::room_removed{room_arn("A")});
    r.say("removed", start);
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"attached", "attached again"});
    CHECK(scratch.files().size() == 1);
}

TEST_CASE("a configuration that a room names twice logs once") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("Logs", to_group);
    r.configure("Firehose", to_stream);
    r.attach("A", {"Logs", "Firehose", "Logs"});
    r.say("one");
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"one"});
    CHECK(texts_of(scratch, stream_file) == texts{"one"});
}

TEST_CASE("rooms and configurations that exist at the start are logged, too") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
    chat::resource_store<chat::room> rooms;
    chat::resource_store<chat::logging_configuration> configurations;
    rooms.add(room("A", {"Logs"}));
    configurations.add(configuration("Logs", to_group));
    r.under_test.follow(rooms, configurations);
    r.say("one");
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"one"});
}

TEST_CASE("after an update, earlier records go to the old destination and later ones to the new") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    chat_logger_run r{loop, with_files(scratch)};
    r.configure("Logs", to_group);
    r.attach("A", {"Logs"});
    r.say("before");
    r.configure("Logs", to_group); // the same destination, as after a new name
    r.say("still before");
    r.configure("Logs", to_stream);
    r.say("after");
    r.apply(chat::logging_configuration_removed{configuration_arn("Logs")});
    r.say("gone");
    r.flush();
    CHECK(texts_of(scratch, group_file) == texts{"before", "still before"});
    CHECK(texts_of(scratch, stream_file) == texts{"after"});
}

TEST_CASE("without a directory and an endpoint, records are discarded and take no memory") {
    runtime::asio::io_context loop;
    chat_logger_run r{loop, quick()};
    r.configure("S3", to_bucket);
    r.attach("A", {"S3"});
    for (int i = 0; i < 1000; ++i) r.say("x");
    CHECK(r.under_test.counted().bytes_held == 0);
    CHECK(r.under_test.counted().records_dropped == 1000);
    REQUIRE(r.under_test.errors().size() == 1);
    CHECK(r.under_test.errors()[0].starts_with(configuration_arn("S3") + ": has no destination"));
    CHECK_FALSE(r.under_test.next_due().has_value());
    r.stop();
}

TEST_CASE("an endpoint replaces only the files of its own service") {
    runtime::asio::io_context loop;
    const scratch_directory scratch;
    fake_aws s3{loop, "s3", [](const recorded_request&) { return answer{}; }};
    auto settings = with_files(scratch);
    settings.s3 = s3.url();
    chat_logger_run r{loop, settings};
    r.configure("S3", to_bucket);
    r.configure("Logs", to_group);
    r.attach("A", {"S3", "Logs"});
    r.say("one");
    r.flush();
    REQUIRE(s3.requests().size() == 1);
    CHECK(s3.requests()[0].signature_error == "");
    CHECK(texts_in(gunzip(s3.requests()[0].body)) == texts{"one"});
    CHECK(texts_of(scratch, group_file) == texts{"one"});
    CHECK(scratch.files().size() == 1);
}

TEST_CASE("settings with an endpoint need credentials") {
    settings made;
    CHECK_FALSE(validate(made).has_value());
    made.firehose = outbound::url{.host = "localhost"};
    CHECK(validate(made).value().find("AWS_ACCESS_KEY_ID") != std::string::npos);
    made.credentials = known_credentials();
    CHECK_FALSE(validate(made).has_value());
}

TEST_CASE("the common endpoint serves all services that have none of their own") {
    runtime::asio::io_context loop;
    const auto good = [](const recorded_request&) {
        return answer{.body = R"({"FailedPutCount":0})"};
    };
    fake_aws all{loop, "firehose", good};
    fake_aws logs{loop, "logs", good};
    auto settings = quick();
    settings.aws = all.url();
    settings.logs = logs.url();
    chat_logger_run r{loop, settings};
    r.configure("Logs", to_group);
    r.configure("Firehose", to_stream);
    r.attach("A", {"Logs", "Firehose"});
    r.say("one");
    r.flush();
    CHECK(all.requests().size() == 1);
    CHECK(logs.requests().size() == 1);
    CHECK(r.under_test.counted().records_delivered == 2);
}

TEST_CASE("CloudWatch gets the real time of each record, however the server's clock is moved") {
    const scratch_directory scratch;
    std::vector<nlohmann::json> events;
    const auto logged = milliseconds_of(at("2026-11-30T21:00:00.25Z"));
    runtime::asio::io_context loop;
    fake_aws logs{loop, "logs", [&](const recorded_request& request) {
                      const auto body = nlohmann::json::parse(request.body);
                      for (const auto& each : body["logEvents"]) events.push_back(each);
                      return answer{.body = "{}"};
                  }};
    auto settings = with_files(scratch);
    settings.logs = logs.url();
    logs.go_down();
    {
        chat_logger_run r{loop, settings};
        r.configure("Logs", to_group);
        r.attach("A", {"Logs"});
        r.real_clock.time = at("2026-11-30T21:00:00.25Z");
        r.say("tomorrow", at("2026-12-01T21:00:00Z"));
        r.real_clock.time += 1s;
        r.say("the day after", at("2026-12-02T21:00:00Z"));
        r.stop();
        CHECK(r.under_test.counted().batches_spooled == 2);
    }
    logs.come_back();
    chat_logger_run r{loop, settings};
    r.until_idle();
    REQUIRE(events.size() == 2);
    CHECK(events[0]["timestamp"] == logged);
    CHECK(events[1]["timestamp"] == logged + 1000);
    CHECK(events[0]["message"].get<std::string>().find("2026-12-01T21:00:00.000Z") !=
          std::string::npos);
}
