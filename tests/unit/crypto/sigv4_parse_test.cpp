// Parsing of authorizations, and the error messages.
#include "crypto/sigv4.hpp"

#include "sigv4_signer.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using namespace ivschat::crypto;
using namespace ivschat::crypto::test;
using kind = sigv4_error::kind;

TEST_CASE("a request without authorization has none") {
    for (const auto target :
         {"/", "/?a=X-Amz-", "/?X-Amz-Date=20261122T080000Z", "/X-Amz-Signature"}) {
        CAPTURE(target);
        const http_request request{
            "GET", target, {{"Host", "localhost"}, {"Authorization", " "}}, ""};
        const auto claim = parse_authorization(*request_view(request));
        REQUIRE(claim);
        CHECK_FALSE(claim->has_value());
    }
}

TEST_CASE("an authorization is parsed into its parts") {
    auto request = signed_request({});
    *request.header("authorization") =
        "AWS4-HMAC-SHA256  Credential=AKID/20261122/eu-west-1/ivschat/aws4_request,"
        "SignedHeaders=X-Amz-Date;Host;host;,\t Signature=0123";
    const auto claim = parse_authorization(*request_view(request));
    REQUIRE(claim);
    REQUIRE(claim->has_value());
    CHECK((*claim)->scope.access_key == "AKID");
    CHECK((*claim)->scope.date == "20261122");
    CHECK((*claim)->scope.region == "eu-west-1");
    CHECK((*claim)->scope.service == "ivschat");
    CHECK((*claim)->scope.terminator == "aws4_request");
    CHECK((*claim)->signed_headers == std::vector<std::string>{"host", "x-amz-date"});
    CHECK((*claim)->signature == "0123");
    CHECK((*claim)->timestamp == "20261122T080000Z");
    CHECK((*claim)->signed_at == signing_time);
    CHECK_FALSE((*claim)->presigned);
}

TEST_CASE("the parts of the header may have any order and separator") {
    const signing how;
    const auto credential = "Credential=" + how.access_key + "/" + how.scope();
    const auto headers = "SignedHeaders=" + how.signed_headers();
    const auto signature = "Signature=" + how.signature();
    const std::string algorithm = "AWS4-HMAC-SHA256";
    using pieces = std::vector<std::string_view>;
    for (const auto& row : {
             pieces{algorithm, " ", credential, ", ", headers, ", ", signature},
             pieces{algorithm, " ", credential, ",", headers, ",", signature},
             pieces{algorithm, " ", credential, ",\t  ", headers, " ,  ", signature, "  "},
             pieces{algorithm, " ", signature, ", ", headers, ", ", credential},
             pieces{algorithm, " ", credential, " ", headers, " ", signature},
             pieces{algorithm, ",", credential, ",", headers, ",", signature},
         }) {
        std::string value;
        for (const auto piece : row) value += piece;
        CAPTURE(value);
        auto request = signed_request(how);
        *request.header("authorization") = value;
        CHECK(judge(request).believed);
    }
}

TEST_CASE("of equal pairs in the header the last one counts, of those in the query the first") {
    const auto header = [](const std::string& value) {
        http_request request{"GET", "/", {{"host", "h"}, {"x-amz-date", "20261122T080000Z"}}, ""};
        request.headers.emplace_back("Authorization", value);
        const request_view view(request);
        return parse_authorization(*view).value().value();
    };
    const std::string scope = "/20261122/us-east-1/ivschat/aws4_request";
    const auto last =
        header("AWS4-HMAC-SHA256 Credential=FIRST" + scope + ", Credential=LAST" + scope +
               ", SignedHeaders=first, SignedHeaders=last, Signature=1, "
               "Signature=2");
    CHECK(last.scope.access_key == "LAST");
    CHECK(last.signed_headers == std::vector<std::string>{"last"});
    CHECK(last.signature == "2");

    auto request = presigned("60");
    request.target += "&X-Amz-Expires=30&X-Amz-Signature=2";
    const request_view view(request);
    const auto first = parse_authorization(*view).value().value();
    CHECK(first.expires == std::chrono::seconds{60});
    CHECK(first.signature != "2");
}

TEST_CASE("a malformed Authorization header is refused in AWS's words") {
    struct row {
        std::string_view name;
        std::string_view value;
        std::string_view message = {};
    };
    const row rows[] = {
        {.name = "no credential",
         .value = "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=ab",
         .message = "Authorization header requires 'Credential' parameter. "
                    "Authorization=AWS4-HMAC-SHA256 SignedHeaders=host, Signature=***"},
        {.name = "no signature",
         .value = "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host",
         .message = "Authorization header requires 'Signature' parameter. "
                    "Authorization=AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host"},
        {.name = "no signed headers",
         .value = "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=ab",
         .message = "Authorization header requires 'SignedHeaders' parameter. "
                    "Authorization=AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=***"},
        {.name = "an empty credential",
         .value = "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=ab",
         .message = "Authorization header requires 'Credential' parameter. Authorization="
                    "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=***"},
        {.name = "nothing that is needed",
         .value = "AWS4-HMAC-SHA256 a=b",
         .message = "Authorization header requires 'Credential' parameter. Authorization header "
                    "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' "
                    "parameter. Authorization=AWS4-HMAC-SHA256 ***"},
        {.name = "basic authentication, not repeated",
         .value = "Basic dXNlcjpwYXNz=",
         .message = "Authorization header requires 'Credential' parameter. Authorization header "
                    "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' "
                    "parameter. Authorization=*** ***"},
        {.name = "a bearer token, hashed",
         .value = "Bearer abc",
         .message = "Invalid key=value pair (missing equal-sign) in Authorization header (hashed "
                    "with SHA-256 and encoded with Base64): "
                    "'w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='."},
        {.name = "a lone word",
         .value = "AWS4-HMAC-SHA256",
         .message = "Invalid key=value pair (missing equal-sign) in Authorization header (hashed "
                    "with SHA-256 and encoded with Base64): "
                    "'YI2YWea8FSxnksZL2ETHbs5elHm9HQufxTLK0W0ffV0='."},
        {.name = "another algorithm",
         .value = "AWS4-HMAC-SHA1 Credential=a/b/c/d/e, SignedHeaders=host, Signature=ab",
         .message = "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'."},
        {.name = "a credential of four elements",
         .value = "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=ab",
         .message = "Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got 'a/b/c/d'"},
        {.name = "a credential of six elements",
         .value = "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host, Signature=ab",
         .message = "Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got 'a/b/c/d/e/f'"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto request = signed_request({});
        *request.header("authorization") = row.value;
        const auto refusal = judge(request);
        CHECK_FALSE(refusal.believed);
        CHECK(refusal.what == kind::incomplete);
        CHECK(refusal.message == row.message);
    }
}

TEST_CASE("a missing or malformed timestamp is refused") {
    auto request = signed_request({});
    std::erase_if(request.headers, [](const auto& h) { return h.first == "x-amz-date"; });
    const auto missing = judge(request);
    CHECK(missing.what == kind::incomplete);
    CHECK(missing.message.starts_with("Authorization header requires existence of either a "
                                      "'X-Amz-Date' or a 'Date' header. Authorization=AWS4-"));

    request.headers.emplace_back("Date", "yesterday");
    const auto nonsense = judge(request);
    CHECK(nonsense.what == kind::incomplete);
    CHECK(nonsense.message == "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See "
                              "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_CASE("the timestamp may be in Date, in either form") {
    for (const auto date : {"Sun, 22 Nov 2026 08:00:00 GMT", "20261122T080000Z"}) {
        CAPTURE(date);
        signing how;
        how.headers = {{"date", date}, {"host", "localhost"}};
        CHECK(judge(signed_request(how)).believed);
    }
}

TEST_CASE("a malformed presigned query is refused in AWS's words") {
    struct row {
        std::string_view name;
        std::string target;
        std::string_view message = {};
    };
    const row rows[] = {
        {.name = "nothing but the algorithm",
         .target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256",
         .message = "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string "
                    "parameters must include 'X-Amz-Signature'. AWS query-string parameters must "
                    "include 'X-Amz-SignedHeaders'. AWS query-string parameters must include "
                    "'X-Amz-Date'. AWS query-string parameters must include 'X-Amz-Expires'. "
                    "Re-examine the query-string parameters."},
        {.name = "no time at all",
         .target = presigned("0").target,
         .message = "X-Amz-Expires must be a number of seconds from 1 to 604800."},
        {.name = "more than a week",
         .target = presigned("604801").target,
         .message = "X-Amz-Expires must be a number of seconds from 1 to 604800."},
        {.name = "no number",
         .target = presigned("60s").target,
         .message = "X-Amz-Expires must be a number of seconds from 1 to 604800."},
        {.name = "a huge number",
         .target = presigned("99999999999999999999").target,
         .message = "X-Amz-Expires must be a number of seconds from 1 to 604800."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto refusal = judge({"GET", row.target, {{"Host", "localhost"}}, ""});
        CHECK(refusal.what == kind::incomplete);
        CHECK(refusal.message == row.message);
    }
}
