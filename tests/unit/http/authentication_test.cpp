#include "http/authentication.hpp"

#include "signed.hpp"
#include "support/manual_clock.hpp"
#include "support/result_text.hpp"
#include "text/unicode.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::http;
using namespace ivschat::http::test;
using crypto::test::signed_request;
using crypto::test::signing;

namespace {

struct authentication_fixture {
    ivschat::test::manual_clock clock{crypto::test::signing_time};
    authenticator lenient{{.credentials = {}, .account = "999999999999", .region = "eu-central-1"},
                          clock};
    authenticator strict{{.mode = authentication_mode::strict,
                          .credentials = {{crypto::test::example_key, crypto::test::example_secret},
                                          {"111111111111", "another secret"}}},
                         clock};

    chat::caller let_in(authenticator& by, crypto::test::http_request sent) {
        const client_request request{std::move(sent)};
        const auto caller = by.authenticate(*request);
        REQUIRE(caller);
        return *caller;
    }
    model::api_error refused(authenticator& by, crypto::test::http_request sent) {
        const client_request request{std::move(sent)};
        const auto caller = by.authenticate(*request);
        REQUIRE_FALSE(caller.has_value());
        CHECK(caller.error().kind.status == 403);
        return caller.error();
    }
};

} // namespace

TEST_CASE_FIXTURE(
    authentication_fixture,
    "an unsigned caller has the configured home and is bound to no account or region") {
    const auto caller = let_in(lenient, with_authorization(""));
    CHECK_FALSE(caller.account.has_value());
    CHECK_FALSE(caller.region.has_value());
    CHECK(caller.default_account == "999999999999");
    CHECK(caller.default_region == "eu-central-1");
}

TEST_CASE_FIXTURE(authentication_fixture, "a 12-digit access key is the account") {
    const auto caller = let_in(lenient, with_authorization(claiming("123456789012", "us-west-2")));
    CHECK((caller.account == "123456789012"));
    CHECK((caller.region == "us-west-2"));
    CHECK(caller.default_account == "123456789012");
    CHECK(caller.default_region == "us-west-2");
}

TEST_CASE_FIXTURE(authentication_fixture,
                  "any other access key is bound to no account, but to its region") {
    for (const std::string key : {"AKIDEXAMPLE", "test", "12345678901", "1234567890123",
                                  "12345678901a", "ASIA12345678", "-23456789012"}) {
        CAPTURE(key);
        const auto caller = let_in(lenient, with_authorization(claiming(key, "us-west-2")));
        CHECK_FALSE(caller.account.has_value());
        CHECK((caller.region == "us-west-2"));
        CHECK(caller.default_account == "999999999999");
        CHECK(caller.default_region == "us-west-2");
    }
}

TEST_CASE_FIXTURE(authentication_fixture,
                  "the lenient take any signature, old ones and those of other services too") {
    signing how;
    how.secret = "wrong";
    let_in(lenient, signed_request(how));
    how.service = "s3";
    let_in(lenient, signed_request(how));
    clock.advance(std::chrono::hours{1000});
    let_in(lenient, signed_request({}));
    CHECK((let_in(lenient, crypto::test::presigned("300")).region == "us-east-1"));
}

TEST_CASE_FIXTURE(authentication_fixture, "both modes refuse a malformed authorization") {
    for (const std::string value :
         {"Bearer abc", "Basic dXNlcjpwYXNz", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a",
          "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=00",
          "AWS4-HMAC-SHA1 Credential=a/b/c/d/e, SignedHeaders=host, Signature=00", "token"}) {
        CAPTURE(value);
        CHECK(refused(lenient, with_authorization(value)).kind.name ==
              "IncompleteSignatureException");
        CHECK(refused(strict, with_authorization(value)).kind.name ==
              "IncompleteSignatureException");
    }
}

TEST_CASE_FIXTURE(authentication_fixture, "strict mode requires a signature") {
    const auto error = refused(strict, with_authorization(""));
    CHECK(error.kind.name == "MissingAuthenticationTokenException");
    CHECK(error.message == "Missing Authentication Token");
}

TEST_CASE_FIXTURE(authentication_fixture, "strict mode accepts a correct signature") {
    const auto caller = let_in(strict, signed_request({}));
    CHECK_FALSE(caller.account.has_value());
    CHECK((caller.region == "us-east-1"));
    CHECK(caller.default_account == "000000000000");
    signing how;
    how.access_key = "111111111111";
    how.secret = "another secret";
    how.region = "eu-west-1";
    const auto account = let_in(strict, signed_request(how));
    CHECK((account.account == "111111111111"));
    CHECK((account.region == "eu-west-1"));
}

TEST_CASE_FIXTURE(authentication_fixture,
                  "strict mode refuses everything else with the messages of AWS") {
    signing wrong_secret;
    wrong_secret.secret = "wrong";
    const auto mismatch = refused(strict, signed_request(wrong_secret));
    CHECK(mismatch.kind.name == "InvalidSignatureException");
    CHECK(mismatch.message.starts_with(
        "The request signature we calculated does not match the signature you provided."));

    signing unknown_key;
    unknown_key.access_key = "AKIDUNKNOWN";
    const auto unknown = refused(strict, signed_request(unknown_key));
    CHECK(unknown.kind.name == "UnrecognizedClientException");
    CHECK(unknown.message == "The security token included in the request is invalid.");

    signing wrong_service;
    wrong_service.service = "s3";
    const auto scope = refused(strict, signed_request(wrong_service));
    CHECK(scope.kind.name == "InvalidSignatureException");
    CHECK(scope.message == "Credential should be scoped to correct service: 'ivschat'. ");

    auto other_body = signed_request({});
    other_body.body = R"({"name":"b"})";
    CHECK(refused(strict, other_body).kind.name == "InvalidSignatureException");
}

TEST_CASE_FIXTURE(authentication_fixture, "strict mode allows five minutes of clock skew") {
    clock.advance(std::chrono::minutes{5});
    let_in(strict, signed_request({}));
    clock.advance(std::chrono::seconds{1});
    const auto late = refused(strict, signed_request({}));
    CHECK(late.kind.name == "InvalidSignatureException");
    CHECK(late.message.starts_with("Signature expired: 20261122T080000Z is now earlier than"));
    clock.advance(-std::chrono::minutes{10} - std::chrono::seconds{2});
    const auto early = refused(strict, signed_request({}));
    CHECK(early.message.starts_with("Signature not yet current: 20261122T080000Z is still later"));
}

TEST_CASE_FIXTURE(authentication_fixture,
                  "an invalid region is refused, since it would become part of ARNs") {
    for (const std::string region : {"", "US-EAST-1", "r:r", "us_east", "\"", "*"}) {
        CAPTURE(region);
        const auto error = refused(lenient, with_authorization(claiming("test", region)));
        CHECK(error.kind.name == "InvalidSignatureException");
        CHECK(error.message ==
              "Credential should be scoped to a valid region, not '" + region + "'. ");
    }
}

TEST_CASE_FIXTURE(authentication_fixture, "an error is UTF-8 whatever bytes the request holds") {
    const std::string rest = ", SignedHeaders=host;x-amz-date, Signature=00";
    for (const auto& value :
         {claiming("AKIDEXAMPLE", "caf\xe9"), claiming("caf\xe9", "US"), "caf\xe9 a=b" + rest,
          "AWS4-HMAC-SHA256 caf\xe9=a" + rest, "caf\xe9 Credential=a/b/c/d/e" + rest,
          "AWS4-HMAC-SHA256 Credential=caf\xe9/b/c/d" + rest}) {
        CAPTURE(value);
        CHECK(text::is_utf8(model::encode(refused(lenient, with_authorization(value)))));
    }
    // The canonical request is part of the message.
    auto other_path = signed_request({});
    other_path.target = "/caf\xe9";
    CHECK(text::is_utf8(model::encode(refused(strict, other_path))));
}
