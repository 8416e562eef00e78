#include "aws_client.hpp"

#include "chat_log/names.hpp"

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using nlohmann::json;
using enum outcome::kind;

TEST_CASE("events go to CloudWatch Logs with the real time at which they were logged") {
    aws_client c;
    fake_aws logs{c.loop, "logs", [](const recorded_request&) { return answer{.body = "{}"}; }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = batch_of(cloudwatch_target("/aws/chat"), {"\"one\"\n"},
                         at("2023-01-05T14:33:32.894089757Z"));
    what.lines += record_saying("two", at("2023-01-05T14:33:33Z")) + '\n';
    what.records = 2;
    what.logged_at = {real_time(at("2026-11-30T21:00:00.5Z")),
                      real_time(at("2026-11-30T21:00:01Z"))};
    const auto result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.delivered == 2);
    REQUIRE(logs.requests().size() == 1);
    const auto& request = logs.requests()[0];
    CHECK(request.signature_error == "");
    CHECK(request.region == "us-west-2");
    CHECK(request.method == "POST");
    CHECK(request.target == "/");
    CHECK(request.header("Content-Type") == "application/x-amz-json-1.1");
    CHECK(request.header("X-Amz-Target") == "Logs_20140328.PutLogEvents");
    const auto body = json::parse(request.body);
    CHECK(body.size() == 3);
    CHECK(body["logGroupName"] == "/aws/chat");
    CHECK(body["logStreamName"] == "aws/IVSChatLogs/1.0/room_abc123DEF456");
    REQUIRE(body["logEvents"].size() == 2);
    CHECK(body["logEvents"][0].size() == 2);
    CHECK(body["logEvents"][0]["timestamp"] == 1796072400500);
    CHECK(body["logEvents"][1]["timestamp"] == 1796072401000);
    std::string messages;
    for (const auto& each : body["logEvents"]) {
        messages += each["message"].get<std::string>() + '\n';
    }
    CHECK(messages == what.lines);
}

TEST_CASE("a missing log group or log stream is created") {
    struct row {
        std::string_view name;
        bool has_group;
        bool has_stream;
        std::vector<std::string> operations;
    };
    const row rows[] = {
        {.name = "nothing is there",
         .has_group = false,
         .has_stream = false,
         .operations = {"PutLogEvents", "CreateLogStream", "CreateLogGroup", "CreateLogStream",
                        "PutLogEvents"}},
        {.name = "the group is there",
         .has_group = true,
         .has_stream = false,
         .operations = {"PutLogEvents", "CreateLogStream", "PutLogEvents"}},
        {.name = "all is there",
         .has_group = true,
         .has_stream = true,
         .operations = {"PutLogEvents"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        aws_client c;
        bool has_group = row.has_group;
        bool has_stream = row.has_stream;
        std::vector<std::string> operations;
        fake_aws logs{c.loop, "logs", [&](const recorded_request& request) -> answer {
                          const auto operation = request.header("X-Amz-Target").substr(14);
                          const auto body = json::parse(request.body);
                          operations.push_back(operation);
                          CHECK(body["logGroupName"] == "group");
                          if (operation == "CreateLogGroup") {
                              has_group = true;
                              return {};
                          }
                          CHECK(body["logStreamName"] == "aws/IVSChatLogs/1.0/room_abc123DEF456");
                          if (!has_group) return aws_error("ResourceNotFoundException");
                          if (operation == "CreateLogStream") {
                              has_stream = true;
                              return {};
                          }
                          return has_stream ? answer{.body = "{}"}
                                            : aws_error("ResourceNotFoundException");
                      }};
        cloudwatch_destination under_test{c.caller(logs, "logs")};
        auto what = batch_of(cloudwatch_target(), {"one"});
        CHECK((c.deliver(under_test, what).what == delivered));
        CHECK(operations == row.operations);
    }
}

TEST_CASE("a denied CreateLogGroup is reported as denied access") {
    aws_client c;
    fake_aws logs{
        c.loop, "logs", [](const recorded_request& request) {
            const bool is_group = request.header("X-Amz-Target").ends_with("CreateLogGroup");
            return aws_error(is_group ? "AccessDeniedException" : "ResourceNotFoundException");
        }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = batch_of(cloudwatch_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == access_denied));
}

TEST_CASE("a group or stream that somebody else has just created is used") {
    aws_client c;
    bool is_first = true;
    fake_aws logs{c.loop, "logs", [&](const recorded_request& request) {
                      if (request.header("X-Amz-Target").ends_with("CreateLogStream")) {
                          return aws_error("ResourceAlreadyExistsException");
                      }
                      return std::exchange(is_first, false) ? aws_error("ResourceNotFoundException")
                                                            : answer{.body = "{}"};
                  }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = batch_of(cloudwatch_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == delivered));
}

TEST_CASE("events that are rejected because of their timestamps are not sent again") {
    aws_client c;
    fake_aws logs{c.loop, "logs", [](const recorded_request&) {
                      return answer{
                          .body = R"({"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":2}})"};
                  }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = batch_of(cloudwatch_target(), {"one", "two", "three"});
    const auto result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.rejected == 2);
    CHECK(result.delivered == 1);
}

TEST_CASE("an aborted attempt makes no further call") {
    aws_client c;
    fake_aws logs{c.loop, "logs", [&](const recorded_request&) {
                      c.under_way.abort(); // the reply to the first call is on its way
                      return aws_error("ResourceNotFoundException");
                  }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = batch_of(cloudwatch_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == try_again));
    CHECK(logs.requests().size() == 1);
}
