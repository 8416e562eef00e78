// Against a fake that believes only what our own strict verifier believes; the formats are those of
// the services' API references.
#include "chat_log/aws_destinations.hpp"

#include "chat_log/names.hpp"
#include "fake_aws.hpp"
#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using namespace ivschat::chat_log;
using nlohmann::json;
using test::answer;
using test::asked;
using test::fake_aws;
using enum outcome::kind;

namespace {

struct client_side {
    runtime::asio::io_context loop;
    outbound::http_client client{loop.get_executor(), {}};
    chat_log::worker worker{loop.get_executor()};

    aws_caller caller(const fake_aws& service, std::string name,
                      std::chrono::milliseconds patience = std::chrono::seconds{10}) {
        return {client,
                worker,
                {.endpoint = service.url(),
                 .credentials = test::known_credentials(),
                 .name = std::move(name),
                 .patience = patience}};
    }

    outcome deliver(destination& to, batch& what) {
        std::optional<outcome> result;
        runtime::asio::co_spawn(loop.get_executor(), to.deliver(what),
                                [&](const std::exception_ptr& bug, outcome told) {
                                    if (!bug) result = std::move(told);
                                });
        loop.restart();
        while (!result && loop.run_one() > 0) {
        }
        REQUIRE(result.has_value());
        return *result;
    }
};

std::string decode_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text.substr(0, text.find('='))) {
        bits = bits << 6U | static_cast<unsigned>(alphabet.find(c));
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
    }
    return bytes;
}

answer aws_error(const std::string& type) {
    return {.status = 400, .body = json{{"__type", type}, {"message", "no"}}.dump()};
}

} // namespace

TEST_CASE("a batch becomes one compressed object, named in the path and signed") {
    client_side c;
    fake_aws s3{c.loop, "s3", [](const asked&) { return answer{}; }};
    s3_destination under_test{c.caller(s3, "s3")};
    auto what = test::batch_of(test::s3_target("my.bucket"), {"one", "two"});
    const auto lines = what.lines;
    const auto result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.delivered == 2);
    REQUIRE(s3.requests().size() == 1);
    const auto& request = s3.requests()[0];
    CHECK(request.distrust == "");
    CHECK(request.region == "us-west-2");
    CHECK(request.method == "PUT");
    CHECK(request.target == "/my.bucket/" + object_key(what));
    CHECK(test::gunzip(request.body) == lines);
    CHECK(request.header("X-Amz-Content-Sha256").size() == 64);
    CHECK(request.header("X-Amz-Security-Token") == "session+token/=");
    CHECK(request.header("Content-Length") == std::to_string(request.body.size()));
}

TEST_CASE("an endpoint may have a path of its own") {
    client_side c;
    fake_aws s3{c.loop, "s3", [](const asked&) { return answer{}; }};
    auto where = s3.url();
    where.target = "/storage/";
    s3_destination under_test{aws_caller{c.client,
                                         c.worker,
                                         {.endpoint = where,
                                          .credentials = test::known_credentials(),
                                          .name = "s3",
                                          .patience = std::chrono::seconds{10}}}};
    auto what = test::batch_of(test::s3_target("bucket"), {"one"});
    CHECK((c.deliver(under_test, what).what == delivered));
    CHECK(s3.requests().at(0).target == "/storage/bucket/" + object_key(what));
}

TEST_CASE("events go to CloudWatch Logs with the times of their messages") {
    client_side c;
    fake_aws logs{c.loop, "logs", [](const asked&) { return answer{.body = "{}"}; }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = test::batch_of(test::cloudwatch_target("/aws/chat"), {"\"one\"\n"},
                               test::at("2023-01-05T14:33:32.894089757Z"));
    what.lines += test::record_saying("two", test::at("2023-01-05T14:33:33Z")) + '\n';
    what.records = 2;
    const auto result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.delivered == 2);
    REQUIRE(logs.requests().size() == 1);
    const auto& request = logs.requests()[0];
    CHECK(request.distrust == "");
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
    CHECK(body["logEvents"][0]["timestamp"] == 1672929212894);
    CHECK(body["logEvents"][1]["timestamp"] == 1672929213000);
    std::string messages;
    for (const auto& each : body["logEvents"]) {
        messages += each["message"].get<std::string>() + '\n';
    }
    CHECK(messages == what.lines);
}

TEST_CASE("a log group or a log stream that is missing is made") {
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
        client_side c;
        bool has_group = row.has_group;
        bool has_stream = row.has_stream;
        std::vector<std::string> operations;
        fake_aws logs{c.loop, "logs", [&](const asked& request) -> answer {
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
        auto what = test::batch_of(test::cloudwatch_target(), {"one"});
        CHECK((c.deliver(under_test, what).what == delivered));
        CHECK(operations == row.operations);
    }
}

TEST_CASE("who may not make a log group hears that it is denied") {
    client_side c;
    fake_aws logs{
        c.loop, "logs", [](const asked& request) {
            const bool is_group = request.header("X-Amz-Target").ends_with("CreateLogGroup");
            return aws_error(is_group ? "AccessDeniedException" : "ResourceNotFoundException");
        }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = test::batch_of(test::cloudwatch_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == access_denied));
}

TEST_CASE("what somebody else has made meanwhile is taken as it is") {
    client_side c;
    bool is_first = true;
    fake_aws logs{c.loop, "logs", [&](const asked& request) {
                      if (request.header("X-Amz-Target").ends_with("CreateLogStream")) {
                          return aws_error("ResourceAlreadyExistsException");
                      }
                      return std::exchange(is_first, false) ? aws_error("ResourceNotFoundException")
                                                            : answer{.body = "{}"};
                  }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = test::batch_of(test::cloudwatch_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == delivered));
}

TEST_CASE("events that are rejected for their time are not sent again") {
    client_side c;
    fake_aws logs{c.loop, "logs", [](const asked&) {
                      return answer{
                          .body = R"({"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":2}})"};
                  }};
    cloudwatch_destination under_test{c.caller(logs, "logs")};
    auto what = test::batch_of(test::cloudwatch_target(), {"one", "two", "three"});
    const auto result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.rejected == 2);
    CHECK(result.delivered == 1);
}

TEST_CASE(
    "records go to Firehose each with its line feed, and only what was not taken goes again") {
    client_side c;
    std::vector<std::string> bodies = {
        R"({"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"},{"ErrorCode":"ServiceUnavailableException"},{"RecordId":"3"}]})",
        R"({"FailedPutCount":0,"RequestResponses":[{"RecordId":"2"}]})"};
    fake_aws firehose{c.loop, "firehose", [&](const asked&) {
                          auto body = bodies.front();
                          bodies.erase(bodies.begin());
                          return answer{.body = std::move(body)};
                      }};
    firehose_destination under_test{c.caller(firehose, "firehose")};
    auto what = test::batch_of(test::firehose_target("My_stream"), {"one", "two", "three"});
    const auto lines = what.lines;
    auto result = c.deliver(under_test, what);
    CHECK((result.what == try_again));
    CHECK(result.delivered == 2);
    CHECK(what.records == 1);
    CHECK(test::texts_in(what.lines) == std::vector<std::string>{"two"});
    const auto rest = what.lines;
    result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.delivered == 1);

    REQUIRE(firehose.requests().size() == 2);
    const std::string sent[] = {lines, rest};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& request = firehose.requests()[i];
        CHECK(request.distrust == "");
        CHECK(request.region == "us-west-2");
        CHECK(request.header("X-Amz-Target") == "Firehose_20150804.PutRecordBatch");
        CHECK(request.header("Content-Type") == "application/x-amz-json-1.1");
        const auto body = json::parse(request.body);
        CHECK(body.size() == 2);
        CHECK(body["DeliveryStreamName"] == "My_stream");
        std::string data;
        for (const auto& each : body["Records"]) {
            CHECK(each.size() == 1);
            data += decode_base64(each["Data"].get<std::string>());
        }
        CHECK(data == sent[i]);
    }
}

TEST_CASE("what a service answers, or that it does not, is told in one sentence") {
    struct row {
        std::string_view name;
        fake_aws::replier reply;
        outcome::kind verdict;
    };
    const row rows[] = {
        {.name = "500",
         .reply = [](const asked&) { return answer{.status = 500}; },
         .verdict = try_again},
        {.name = "403",
         .reply = [](const asked&) { return answer{.status = 403}; },
         .verdict = access_denied},
        {.name = "404",
         .reply = [](const asked&) { return answer{.status = 404}; },
         .verdict = not_found},
        {.name = "closed",
         .reply = [](const asked&) { return std::nullopt; },
         .verdict = try_again},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        client_side c;
        fake_aws service{c.loop, "s3", row.reply};
        s3_destination under_test{c.caller(service, "s3")};
        auto what = test::batch_of(test::s3_target(), {"one"});
        const auto result = c.deliver(under_test, what);
        CHECK((result.what == row.verdict));
        CHECK_FALSE(result.message.empty());
        CHECK(what.records == 1);
    }
}

TEST_CASE("who signs with another secret is denied access") {
    client_side c;
    fake_aws s3{c.loop, "s3", [](const asked&) { return answer{}; }};
    auto credentials = test::known_credentials();
    credentials.secret_access_key = "wrong";
    s3_destination under_test{aws_caller{c.client,
                                         c.worker,
                                         {.endpoint = s3.url(),
                                          .credentials = credentials,
                                          .name = "s3",
                                          .patience = std::chrono::seconds{10}}}};
    auto what = test::batch_of(test::s3_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == access_denied));
}
