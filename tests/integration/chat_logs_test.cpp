// Chat logs as files in the data directory, and what the program logs without one.
#include "integration/support/control_plane.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

using namespace ivschat::integration;
using ivschat::support::files_below;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

const environment credentials{{"AWS_ACCESS_KEY_ID", "key"}, {"AWS_SECRET_ACCESS_KEY", "secret"}};

std::string create_logging_configuration(const server_process& server, json destination) {
    const json request{{"destinationConfiguration", std::move(destination)}};
    return post(server.port(), "/CreateLoggingConfiguration", request.dump()).json().at("arn");
}

json to_group(std::string name) {
    return {{"cloudWatchLogs", {{"logGroupName", std::move(name)}}}};
}
json to_bucket(std::string name) { return {{"s3", {{"bucketName", std::move(name)}}}}; }

// Sends a message in a room that logs to these destinations; returns the frame.
std::string say(const server_process& server, std::initializer_list<json> destinations) {
    json arns = json::array();
    for (const auto& each : destinations)
        arns.push_back(create_logging_configuration(server, each));
    const auto room = create_room(server, {{"loggingConfigurationIdentifiers", arns}});
    auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
    ann.send(send_message("hello"));
    return ann.receive_text();
}

json flush(const server_process& server) {
    return control(server.port(), "logs/flush", json::object()).json();
}

} // namespace

TEST_CASE("chat logs are files in the data directory, complete after a stop") {
    const scratch_directory files;
    server_process server{{"--data-dir", files.path_of("data")}};
    const auto frame = say(server, {to_group("/aws/chat"), to_bucket("bucket")});
    CHECK(server.stop() == 0);
    const auto logs = files_below(files.path_of("data/logs"));
    CHECK(logs.size() == 2);
    for (const auto& [name, content] : logs) {
        INFO(name);
        if (name.starts_with("s3/bucket/AWSLogs/")) continue;
        CHECK(name.starts_with("cloudwatch/aws/chat/aws/IVSChatLogs/1.0/room_"));
        CHECK(content.find(R"("payload":)" + frame + R"(,"version":"1.0"})") != std::string::npos);
    }
}

TEST_CASE("chat logs are delivered when they are due") {
    const scratch_directory files;
    server_process server{{"--data-dir", files.path_of("data")}, {{"IVSCHAT_LOG_DELAY", "100ms"}}};
    say(server, {to_group("group")});
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (files_below(files.path_of("data/logs")).empty()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        get(server.port(), "/_ivschat/health"); // gives the server time to deliver
    }
}

TEST_CASE("a destination's name cannot escape from the data directory") {
    const scratch_directory files;
    server_process server{{"--data-dir", files.path_of("data")}};
    say(server, {to_group("../../../escaped"),
                 to_group(".."),
                 {{"firehose", {{"deliveryStreamName", ".."}}}}});
    CHECK(server.stop() == 0);
    CHECK(files_below(files.path_of("data/logs")).size() == 3);
    CHECK_FALSE(fs::exists(files.path_of("escaped")));
    CHECK(files_below(files.path_of("")).size() == files_below(files.path_of("data")).size());
}

TEST_CASE(
    "without a destination for chat logs the server warns once and names the options that help") {
    server_process server;
    const auto arn = create_logging_configuration(server, to_bucket("bucket"));
    const auto room =
        create_room(server, {{"loggingConfigurationIdentifiers", json::array({arn})}});
    auto ann = join(server, room, "ann", {{"capabilities", every_capability}});
    for (int i = 0; i < 3; ++i) {
        ann.send(send_message("hello"));
        ann.receive();
    }
    CHECK(server.stop() == 0);
    const auto errors = server.process().errors();
    CAPTURE(errors);
    const auto first = errors.find(arn);
    CHECK(first != std::string::npos);
    CHECK(errors.find(arn, first + 1) == std::string::npos);
    CHECK(errors.find("--data-dir") != std::string::npos);
    CHECK(errors.find("--aws-endpoint") != std::string::npos);
}

TEST_CASE("an unreachable endpoint loses no record, and the server stops in time") {
    const scratch_directory files;
    const arguments given{"--data-dir", files.path_of("data"), "--s3-endpoint",
                          "http://127.0.0.1:1"};
    {
        server_process server{given, credentials};
        say(server, {to_bucket("bucket")});
        const auto begin = std::chrono::steady_clock::now();
        CHECK(server.stop() == 0);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{2});
        CHECK(server.process().errors().find("cannot be delivered") != std::string::npos);
    }
    CHECK(files_below(files.path_of("data/logs/undelivered")).size() == 1);
    // The next run has no endpoint and writes the records to files.
    server_process server{{"--data-dir", files.path_of("data")}};
    CHECK(server.stop() == 0);
    CHECK(files_below(files.path_of("data/logs/undelivered")).empty());
    CHECK(files_below(files.path_of("data/logs/s3")).size() == 1);
}

TEST_CASE("a flush tells what became of the records") {
    const scratch_directory files;
    server_process server{
        {"--data-dir", files.path_of("data"), "--s3-endpoint", "http://127.0.0.1:1"}, credentials};
    CHECK(flush(server) == json::parse(R"({"delivered":0,"pending":0,"dropped":0,"errors":[]})"));
    say(server, {to_group("group")});
    CHECK(flush(server) == json::parse(R"({"delivered":1,"pending":0,"dropped":0,"errors":[]})"));
    say(server, {to_bucket("unreachable"), to_group("group")});
    const auto begin = std::chrono::steady_clock::now();
    const auto flushed = flush(server);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{3});
    CHECK(flushed["delivered"] == 1);
    CHECK(flushed["pending"] == 1);
    CHECK(flushed["dropped"] == 0);
    REQUIRE(flushed["errors"].size() == 1);
    const auto error = flushed["errors"][0].get<std::string>();
    CHECK(error.starts_with("arn:aws:ivschat:"));
    CHECK(error.find("unreachable") != std::string::npos);
}

TEST_CASE("a flush names a logging configuration whose records go nowhere") {
    server_process server;
    say(server, {to_group("group")});
    const auto flushed = flush(server);
    CHECK(flushed["delivered"] == 0);
    CHECK(flushed["pending"] == 0);
    REQUIRE(flushed["errors"].size() == 1);
    CHECK(flushed["errors"][0].get<std::string>().find("--data-dir") != std::string::npos);
}

TEST_CASE("records that are not due are on the disk soon, and survive a process that is killed") {
    const scratch_directory files;
    const arguments given{"--data-dir", files.path_of("data")};
    const auto whole_files = [&] {
        const auto all = files_below(files.path_of("data/logs/undelivered"));
        return std::count_if(all.begin(), all.end(),
                             [](const auto& file) { return file.second.ends_with("}\n"); });
    };
    {
        server_process server{given};
        say(server, {to_group("group"), to_bucket("bucket")});
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (whole_files() < 2) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
            get(server.port(), "/_ivschat/health"); // gives the server time to write
        }
        server.stop(SIGKILL);
    }
    server_process server{given};
    CHECK(server.stop() == 0);
    CHECK(files_below(files.path_of("data/logs/undelivered")).empty());
    CHECK(files_below(files.path_of("data/logs/cloudwatch")).size() == 1);
    CHECK(files_below(files.path_of("data/logs/s3")).size() == 1);
}

TEST_CASE("options for chat logs that cannot work are refused with a remedy") {
    struct row {
        std::string name;
        arguments given;
        environment extra;
        std::string must_name;
    };
    const environment no_credentials{{"AWS_ACCESS_KEY_ID", ""}, {"AWS_SECRET_ACCESS_KEY", ""}};
    const row rows[] = {
        {.name = "no credentials",
         .given = {"--aws-endpoint", "http://127.0.0.1:4566"},
         .extra = no_credentials,
         .must_name = "AWS_ACCESS_KEY_ID"},
        {.name = "not a URL",
         .given = {"--s3-endpoint", "localhost:9000"},
         .extra = credentials,
         .must_name = "--s3-endpoint"},
        {.name = "another scheme",
         .given = {"--logs-endpoint", "ftp://localhost"},
         .extra = credentials,
         .must_name = "--logs-endpoint"},
        {.name = "not a duration",
         .given = {"--log-delay", "soon"},
         .extra = {},
         .must_name = "--log-delay"},
        {.name = "too small",
         .given = {"--log-buffer-bytes", "1kb"},
         .extra = {},
         .must_name = "--log-buffer-bytes"},
    };
    for (auto row : rows) {
        CAPTURE(row.name);
        row.given.insert(row.given.end(), {"--listen", "127.0.0.1:0"});
        check_refused(run(row.given, row.extra), row.must_name);
    }
}
