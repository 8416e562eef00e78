#include "chat_log/aws_reply.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::chat_log;
using enum outcome::kind;

namespace {

outcome judgement(unsigned status, std::string body, std::string type = "") {
    outbound::http_response response{.status = status, .headers = {}, .body = std::move(body)};
    if (!type.empty()) response.headers.emplace_back("x-amzn-errortype", std::move(type));
    return classify(read_reply(response));
}

std::string xml(const std::string& code) {
    return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>";
}

} // namespace

TEST_CASE("a reply tells whether another attempt may succeed") {
    struct row {
        std::string_view name;
        unsigned status;
        std::string body;
        std::string type = "";
        outcome::kind verdict;
    };
    const row rows[] = {
        {.name = "OK", .status = 200, .body = "", .verdict = delivered},
        {.name = "no bucket", .status = 404, .body = xml("NoSuchBucket"), .verdict = not_found},
        {.name = "no such path", .status = 404, .body = "", .verdict = not_found},
        {.name = "S3 denies", .status = 403, .body = xml("AccessDenied"), .verdict = access_denied},
        {.name = "wrong secret",
         .status = 403,
         .body = xml("SignatureDoesNotMatch"),
         .verdict = access_denied},
        {.name = "S3 is busy", .status = 503, .body = xml("SlowDown"), .verdict = try_again},
        {.name = "another region",
         .status = 301,
         .body = xml("PermanentRedirect"),
         .verdict = refused},
        {.name = "a body that stopped",
         .status = 400,
         .body = xml("RequestTimeout"),
         .verdict = try_again},
        {.name = "an internal error", .status = 500, .body = "", .verdict = try_again},
        {.name = "a proxy's", .status = 502, .body = "<html>", .verdict = try_again},
        {.name = "too many", .status = 429, .body = "", .verdict = try_again},
        {.name = "no stream",
         .status = 400,
         .body = R"({"__type":"ResourceNotFoundException","message":"no"})",
         .verdict = not_found},
        {.name = "with its namespace",
         .status = 400,
         .body = R"({"__type":"com.amazonaws.logs#ResourceNotFoundException","Message":"no"})",
         .verdict = not_found},
        {.name = "named in a header",
         .status = 400,
         .body = "{}",
         .type = "ResourceNotFoundException:http://internal.amazon.com/coral/",
         .verdict = not_found},
        {.name = "throttled",
         .status = 400,
         .body = R"({"__type":"ThrottlingException"})",
         .verdict = try_again},
        {.name = "an unknown key",
         .status = 400,
         .body = R"({"__type":"UnrecognizedClientException"})",
         .verdict = access_denied},
        {.name = "denied",
         .status = 400,
         .body = R"({"__type":"AccessDeniedException"})",
         .verdict = access_denied},
        {.name = "invalid",
         .status = 400,
         .body = R"({"__type":"InvalidParameterException"})",
         .verdict = refused},
        {.name = "no object", .status = 400, .body = "[1]", .verdict = refused},
        {.name = "types that are none",
         .status = 400,
         .body = R"({"__type":1,"message":[]})",
         .verdict = refused},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto result = judgement(row.status, row.body, row.type);
        CHECK((result.what == row.verdict));
        if (row.verdict != delivered) {
            CHECK(result.message.find(std::to_string(row.status)) != std::string::npos);
        }
    }
}

TEST_CASE("the sentence for the log contains the service's error") {
    CHECK(judgement(404, xml("NoSuchBucket")).message == "status 404, NoSuchBucket: no");
    CHECK(judgement(400, R"({"__type":"a#B","message":"c"})").message == "status 400, B: c");
}

TEST_CASE("a missing reply is tried again unless the certificate is wrong") {
    using enum outbound::http_failure::kind;
    for (const auto kind : {unreachable, timeout, too_large, not_http, stopped}) {
        const auto result = classify(read_failure({.what = kind, .message = "why"}));
        CHECK((result.what == try_again));
        CHECK(result.message == "why");
    }
    CHECK((classify(read_failure({.what = not_trusted, .message = ""})).what == refused));
}

TEST_CASE("events that CloudWatch Logs rejects because of their timestamps are counted") {
    struct row {
        std::string_view body;
        std::size_t rejected;
    };
    const row rows[] = {
        {"", 0},
        {"{}", 0},
        {R"({"nextSequenceToken":"1"})", 0},
        {R"({"rejectedLogEventsInfo":null})", 0},
        {R"({"rejectedLogEventsInfo":{}})", 0},
        {R"({"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":3}})", 3},
        {R"({"rejectedLogEventsInfo":{"expiredLogEventEndIndex":4,"tooOldLogEventEndIndex":3}})",
         4},
        {R"({"rejectedLogEventsInfo":{"tooNewLogEventStartIndex":8}})", 2},
        {R"({"rejectedLogEventsInfo":{"tooNewLogEventStartIndex":8,"tooOldLogEventEndIndex":1}})",
         3},
        {R"({"rejectedLogEventsInfo":{"tooNewLogEventStartIndex":0}})", 10},
        {R"({"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":99}})", 10},
        {R"({"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":-1}})", 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        CHECK(rejected_events(row.body, 10) == row.rejected);
    }
}

TEST_CASE("the records that Firehose did not accept are known one by one") {
    using flags = std::vector<bool>;
    CHECK(accepted_records(R"({"FailedPutCount":0})", 2) == flags{true, true});
    CHECK(accepted_records(R"({"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"},
        {"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}]})",
                           2) == flags{true, false});
    for (const auto* body : {"", "[]", "{}", R"({"FailedPutCount":1})",
                             R"({"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"}]})"}) {
        CAPTURE(body);
        CHECK_FALSE(accepted_records(body, 2).has_value());
    }
}
