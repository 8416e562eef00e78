#include "aws_client.hpp"

#include "chat_log/names.hpp"
#include "runtime/event_loop.hpp"

#include <boost/asio/detached.hpp>

#include <latch>

using namespace ivschat;
using namespace ivschat::chat_log;
using namespace ivschat::chat_log::test;
using nlohmann::json;
using enum outcome::kind;

TEST_CASE("a batch becomes one compressed object that is named in the path and signed") {
    aws_client c;
    fake_aws s3{c.loop, "s3", [](const recorded_request&) { return answer{}; }};
    s3_destination under_test{c.caller(s3, "s3")};
    auto what = batch_of(s3_target("my.bucket"), {"one", "two"});
    const auto lines = what.lines;
    const auto result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.delivered == 2);
    REQUIRE(s3.requests().size() == 1);
    const auto& request = s3.requests()[0];
    CHECK(request.signature_error == "");
    CHECK(request.region == "us-west-2");
    CHECK(request.method == "PUT");
    CHECK(request.target == "/my.bucket/" + object_key(what));
    CHECK(gunzip(request.body) == lines);
    CHECK(request.header("X-Amz-Content-Sha256").size() == 64);
    CHECK(request.header("X-Amz-Security-Token") == "session+token/=");
    CHECK(request.header("Content-Length") == std::to_string(request.body.size()));
}

TEST_CASE("an endpoint may have a path of its own") {
    aws_client c;
    fake_aws s3{c.loop, "s3", [](const recorded_request&) { return answer{}; }};
    auto where = s3.url();
    where.target = "/storage/";
    s3_destination under_test{aws_caller{c.client,
                                         c.worker,
                                         {.endpoint = where,
                                          .credentials = known_credentials(),
                                          .name = "s3",
                                          .timeout = std::chrono::seconds{10}}}};
    auto what = batch_of(s3_target("bucket"), {"one"});
    CHECK((c.deliver(under_test, what).what == delivered));
    CHECK(s3.requests().at(0).target == "/storage/bucket/" + object_key(what));
}

TEST_CASE("records go to Firehose with their line feeds, and only rejected ones are sent again") {
    aws_client c;
    std::vector<std::string> bodies = {
        R"({"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"},{"ErrorCode":"ServiceUnavailableException"},{"RecordId":"3"}]})",
        R"({"FailedPutCount":0,"RequestResponses":[{"RecordId":"2"}]})"};
    fake_aws firehose{c.loop, "firehose", [&](const recorded_request&) {
                          auto body = bodies.front();
                          bodies.erase(bodies.begin());
                          return answer{.body = std::move(body)};
                      }};
    firehose_destination under_test{c.caller(firehose, "firehose")};
    auto what = batch_of(firehose_target("My_stream"), {"one", "two", "three"});
    const auto lines = what.lines;
    auto result = c.deliver(under_test, what);
    CHECK((result.what == try_again));
    CHECK(result.delivered == 2);
    CHECK(what.records == 1);
    CHECK(texts_in(what.lines) == std::vector<std::string>{"two"});
    const auto rest = what.lines;
    result = c.deliver(under_test, what);
    CHECK((result.what == delivered));
    CHECK(result.delivered == 1);

    REQUIRE(firehose.requests().size() == 2);
    const std::string sent[] = {lines, rest};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& request = firehose.requests()[i];
        CHECK(request.signature_error == "");
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

TEST_CASE("every failed reply, and a missing one, has a kind and a sentence") {
    struct row {
        std::string_view name;
        fake_aws::replier reply;
        outcome::kind verdict;
    };
    const row rows[] = {
        {.name = "500",
         .reply = [](const recorded_request&) { return answer{.status = 500}; },
         .verdict = try_again},
        {.name = "403",
         .reply = [](const recorded_request&) { return answer{.status = 403}; },
         .verdict = access_denied},
        {.name = "404",
         .reply = [](const recorded_request&) { return answer{.status = 404}; },
         .verdict = not_found},
        {.name = "closed",
         .reply = [](const recorded_request&) { return std::nullopt; },
         .verdict = try_again},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        aws_client c;
        fake_aws service{c.loop, "s3", row.reply};
        s3_destination under_test{c.caller(service, "s3")};
        auto what = batch_of(s3_target(), {"one"});
        const auto result = c.deliver(under_test, what);
        CHECK((result.what == row.verdict));
        CHECK_FALSE(result.message.empty());
        CHECK(what.records == 1);
    }
}

TEST_CASE("a signature with a wrong secret is reported as denied access") {
    aws_client c;
    fake_aws s3{c.loop, "s3", [](const recorded_request&) { return answer{}; }};
    auto credentials = known_credentials();
    credentials.secret_access_key = "wrong";
    s3_destination under_test{aws_caller{c.client,
                                         c.worker,
                                         {.endpoint = s3.url(),
                                          .credentials = credentials,
                                          .name = "s3",
                                          .timeout = std::chrono::seconds{10}}}};
    auto what = batch_of(s3_target(), {"one"});
    CHECK((c.deliver(under_test, what).what == access_denied));
}

TEST_CASE("a request that the worker has yet to build outlives the call that wants it") {
    runtime::event_loop loop;
    outbound::http_client client{loop.get_executor(), {}};
    std::latch is_abandoned{1};
    const attempt under_way;
    auto worker = std::make_unique<worker_thread>(loop.get_executor());
    aws_caller caller{client,
                      *worker,
                      {.endpoint = {},
                       .credentials = known_credentials(),
                       .name = "s3",
                       .timeout = std::chrono::seconds{10}}};
    auto blocking = worker->run([&] {
        is_abandoned.wait();
        return 0;
    });
    auto body = std::make_shared<const std::string>("events");
    const std::weak_ptr<const std::string> watched = body;
    runtime::asio::co_spawn(
        loop.get_executor(),
        caller.call([body = std::move(body)] { return json_request("Put", *body); }, "us-east-1",
                    under_way),
        runtime::asio::detached);
    loop.poll();
    loop.abandon();
    CHECK_FALSE(watched.expired());
    is_abandoned.count_down();
    worker.reset(); // runs the queued job
}
