// Signed requests, checked by our own verifier.
#include "outbound/aws_request.hpp"

#include "support/result_text.hpp"
#include "unit/crypto/shared_material.hpp"

#include <cstdlib>

using namespace ivschat::outbound;
namespace crypto = ivschat::crypto;

namespace {

constexpr ivschat::runtime::timestamp now{std::chrono::milliseconds{1795334400123}};

const aws_credentials somebody{
    .access_key_id = "AKIDEXAMPLE", .secret_access_key = "secret", .session_token = {}};

std::string_view header(const http_request& request, std::string_view name) {
    for (const auto& [given, value] : request.headers)
        if (given == name) return value;
    return "(none)";
}

// The request as the other side receives it.
bool is_believed(const http_request& request, std::string service) {
    crypto::test::http_request received{request.method, request.where.target, request.headers,
                                        request.body};
    received.headers.insert(received.headers.begin(), {"Host", request.where.authority()});
    received.headers.emplace_back("Content-Length", std::to_string(request.body.size()));
    received.headers.emplace_back("Connection", "keep-alive");
    const crypto::test::request_view view{received};
    const auto claim = crypto::parse_authorization(*view);
    if (!claim || !*claim) return false;
    crypto::sigv4_verifier verifier{std::move(service),
                                    {{somebody.access_key_id, somebody.secret_access_key}}};
    return verifier.verify(*view, **claim, now).has_value();
}

http_request put_log_events() {
    return {.where = {.is_tls = true, .host = "logs.eu-west-1.amazonaws.com", .port = 443},
            .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                        {"X-Amz-Target", "Logs_20140328.PutLogEvents"},
                        {"User-Agent", "ivschat-local"}},
            .body = "{}"};
}

} // namespace

TEST_CASE("a request is signed in the form of the SDKs") {
    auto request = put_log_events();
    auto credentials = somebody;
    credentials.session_token = "the/token==";
    sign(request, credentials, {.region = "eu-west-1", .service = "logs"}, now);
    std::string names;
    for (const auto& each : request.headers) names += each.first + " ";
    CHECK(names == "Content-Type X-Amz-Target User-Agent X-Amz-Date X-Amz-Security-Token "
                   "X-Amz-Content-Sha256 Authorization ");
    CHECK(header(request, "X-Amz-Date") == "20261122T080000Z");
    CHECK(header(request, "X-Amz-Security-Token") == "the/token==");
    CHECK(header(request, "X-Amz-Content-Sha256") ==
          "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    CHECK(header(request, "Authorization")
              .starts_with("AWS4-HMAC-SHA256 "
                           "Credential=AKIDEXAMPLE/20261122/eu-west-1/logs/aws4_request, "
                           "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;"
                           "x-amz-security-token;x-amz-target, Signature="));
    CHECK(is_believed(request, "logs"));
}

TEST_CASE("a request that is sent again is signed again") {
    auto request = put_log_events();
    const signing_scope scope{.region = "eu-west-1", .service = "logs"};
    sign(request, somebody, scope, now - std::chrono::hours{1});
    CHECK_FALSE(is_believed(request, "logs"));
    const auto count = request.headers.size();
    request.body = "{ }";
    sign(request, somebody, scope, now);
    CHECK(request.headers.size() == count);
    CHECK(is_believed(request, "logs"));
}

TEST_CASE("every kind of request verifies, and none does after a change") {
    struct row {
        std::string_view name;
        std::string method = "POST";
        std::string host = "localhost";
        std::string target = "/";
        std::string service = "lambda";
        std::string body = "{}";
    };
    const row rows[] = {
        {.name = "Lambda, with an ARN that is encoded in the path",
         .target = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Areview/"
                   "invocations"},
        {.name = "Lambda, with an ARN as it is",
         .target = "/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f:LIVE/invocations"},
        {.name = "Lambda, at a URL with odd segments", .target = "/a//b/../c/./d?Qualifier=LIVE"},
        {.name = "S3, with a key of any segments",
         .method = "PUT",
         .target = "/bucket/AWSLogs/1/ivschatlogs//a%20b/../c%2Bd/%E2%82%AC.log.gz",
         .service = "s3",
         .body = std::string{"\x1f\x8b\0\xff", 4}},
        {.name = "S3, with a query",
         .method = "GET",
         .target = "/bucket?list-type=2&prefix=a%2Fb&marker",
         .service = "s3",
         .body = ""},
        {.name = "Firehose, at an IPv6 address", .host = "::1", .service = "firehose"},
        {.name = "an empty body", .method = "GET", .target = "/?b=2&a=%20&a=1", .body = ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        http_request request{
            .method = row.method,
            .where = {.host = row.host, .port = 4566, .target = row.target},
            .headers = {{"Content-Type", "application/json"}, {"X-Amz-Meta", "  a   b "}},
            .body = row.body};
        sign(request, somebody, {.region = "us-east-1", .service = row.service}, now);
        CHECK(is_believed(request, row.service));

        auto tampered = request;
        tampered.method = "DELETE";
        CHECK_FALSE(is_believed(tampered, row.service));
        tampered = request;
        tampered.where.target += "x";
        CHECK_FALSE(is_believed(tampered, row.service));
        tampered = request;
        tampered.where.port = 80;
        CHECK_FALSE(is_believed(tampered, row.service));
        tampered = request;
        tampered.body += " ";
        CHECK_FALSE(is_believed(tampered, row.service));
        for (std::size_t i = 0; i < request.headers.size(); ++i) {
            CAPTURE(request.headers[i].first);
            tampered = request;
            tampered.headers[i].second += "0";
            CHECK_FALSE(is_believed(tampered, row.service));
        }
    }
}

TEST_CASE("credentials come from the environment if both variables are set") {
    struct row {
        const char* id;
        const char* secret;
        const char* token;
        bool is_found;
    };
    const row rows[] = {
        {.id = "a", .secret = "b", .token = "c", .is_found = true},
        {.id = "a", .secret = "b", .token = nullptr, .is_found = true},
        {.id = "a", .secret = "", .token = nullptr, .is_found = false},
        {.id = "a", .secret = nullptr, .token = "c", .is_found = false},
        {.id = nullptr, .secret = "b", .token = nullptr, .is_found = false},
    };
    const auto set = [](const char* name, const char* value) {
        if (value == nullptr) {
            unsetenv(name);
        } else {
            setenv(name, value, 1);
        }
    };
    for (const auto& row : rows) {
        set("AWS_ACCESS_KEY_ID", row.id);
        set("AWS_SECRET_ACCESS_KEY", row.secret);
        set("AWS_SESSION_TOKEN", row.token);
        const auto found = aws_credentials::from_environment();
        REQUIRE(found.has_value() == row.is_found);
        if (!found) continue;
        CHECK(found->access_key_id == "a");
        CHECK(found->secret_access_key == "b");
        CHECK(found->session_token == (row.token == nullptr ? "" : row.token));
    }
}
