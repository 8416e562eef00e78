// Verification of signatures, and the error messages.
#include "crypto/sigv4.hpp"

#include "sigv4_signer.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ivschat::crypto;
using namespace ivschat::crypto::test;
using namespace std::chrono_literals;
using kind = sigv4_error::kind;

TEST_CASE("a signature is valid from five minutes before to five minutes after, inclusively") {
    struct row {
        std::string_view name;
        std::chrono::nanoseconds offset;
        bool believed = false;
        kind what{};
        std::string_view message = {};
    };
    const row rows[] = {
        {.name = "now", .offset = 0s, .believed = true},
        {.name = "five minutes old", .offset = 5min, .believed = true},
        {.name = "five minutes and a fraction old", .offset = 5min + 999ms, .believed = true},
        {.name = "a second older",
         .offset = 5min + 1s,
         .what = kind::expired,
         .message = "Signature expired: 20261122T080000Z is now earlier than 20261122T080001Z "
                    "(20261122T080501Z - 5 min.)"},
        {.name = "five minutes ahead", .offset = -5min, .believed = true},
        {.name = "a second further ahead",
         .offset = -5min - 1s,
         .what = kind::not_yet_current,
         .message = "Signature not yet current: 20261122T080000Z is still later than "
                    "20261122T075959Z (20261122T075459Z + 5 min.)"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto result = judge(signed_request({}), signing_time + row.offset);
        CHECK(result.believed == row.believed);
        CHECK(result.what == row.what);
        CHECK(result.message == row.message);
    }
}

TEST_CASE("the scope must match the service and the day") {
    struct row {
        std::string_view name;
        std::function<void(signing&)> change;
        std::string_view message = {};
    };
    const row rows[] = {
        {.name = "service",
         .change = [](auto& s) { s.service = "ivs"; },
         .message = "Credential should be scoped to correct service: 'ivschat'. "},
        {.name = "no region",
         .change = [](auto& s) { s.region = ""; },
         .message = "Credential should be scoped to a valid region, not ''. "},
        {.name = "day",
         .change = [](auto& s) { s.date = "20261121"; },
         .message =
             "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
             "from HTTP: '20261121' != '20261122', from '20261122T080000Z'."},
        {.name = "service and day",
         .change =
             [](auto& s) {
                 s.service = "s3";
                 s.date = "2026";
             },
         .message = "Credential should be scoped to correct service: 'ivschat'. Date in Credential "
                    "scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '2026' "
                    "!= '20261122', from '20261122T080000Z'."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        signing how;
        row.change(how);
        const auto refusal = judge(signed_request(how));
        CHECK(refusal.what == kind::wrong_scope);
        CHECK(refusal.message == row.message);
    }
    auto request = signed_request({});
    auto& value = *request.header("authorization");
    value.replace(value.find("aws4_request"), 12, "aws3_request");
    CHECK(judge(request).message ==
          "Credential should be scoped with a valid terminator: 'aws4_request', not "
          "'aws3_request'. ");
}

TEST_CASE("any region is accepted") {
    for (const auto region : {"us-east-1", "eu-west-1", "mars-north-9"}) {
        signing how;
        how.region = region;
        CHECK(judge(signed_request(how)).believed);
    }
}

TEST_CASE("an unknown access key is refused, and a wrong secret is a mismatch") {
    signing how;
    how.access_key = "AKIDSTRANGER";
    const auto stranger = judge(signed_request(how));
    CHECK(stranger.what == kind::unknown_key);
    CHECK(stranger.message == "The security token included in the request is invalid.");

    how = {};
    how.secret += "x";
    CHECK(judge(signed_request(how)).what == kind::mismatch);
}

TEST_CASE("a mismatch shows what should have been signed") {
    auto request = signed_request({});
    request.body = "{ }";
    const auto refusal = judge(request);
    CHECK(refusal.what == kind::mismatch);
    CHECK(refusal.message ==
          "The request signature we calculated does not match the signature you provided. Check "
          "your AWS Secret Access Key and signing method. Consult the service documentation for "
          "details.");
    CHECK(refusal.detail.starts_with(
        "\n\nThe Canonical String for this request should have been\n'POST\n/CreateRoom\n\n"
        "host:localhost\nx-amz-date:20261122T080000Z\n\nhost;x-amz-date\n" +
        hex(sha256("{ }")) +
        "'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261122T080000Z\n"
        "20261122/us-east-1/ivschat/aws4_request\n"));
    CHECK(refusal.detail.ends_with("'\n"));
    CHECK(refusal.detail.find(example_secret) == std::string::npos);
}

TEST_CASE("the host must be signed") {
    signing how;
    how.headers = {{"x-amz-date", how.timestamp}};
    auto request = signed_request(how);
    request.headers.emplace_back("Host", "localhost");
    const auto refusal = judge(request);
    CHECK(refusal.what == kind::mismatch);
    CHECK(refusal.message ==
          "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_CASE("header values are signed trimmed, with runs of white space as one space") {
    signing how;
    how.headers = {{"host", "localhost"}, {"my-header", "a b c,,d"}, {"x-amz-date", how.timestamp}};
    auto request = signed_request(how);
    request.headers[1] = {"My-Header", "  a \t b   c "};
    request.headers.emplace_back("MY-HEADER", "");
    request.headers.emplace_back("my-header", "d");
    CHECK(judge(request).believed);
    // The order matters.
    std::swap(request.headers[request.headers.size() - 1],
              request.headers[request.headers.size() - 2]);
    CHECK_FALSE(judge(request).believed);
}

TEST_CASE("a single tab within a header value is signed as a space") {
    signing how;
    how.headers = {{"host", "localhost"}, {"my-header", "a b"}, {"x-amz-date", how.timestamp}};
    for (const std::string_view value : {"a\tb", "a b", "\ta b\t"}) {
        CAPTURE(value);
        auto request = signed_request(how);
        request.headers[1].second = value;
        CHECK(judge(request).believed);
        request.target += "?a=b"; // takes the slow path
        auto with_query = how;
        with_query.query = "a=b";
        *request.header("authorization") = with_query.authorization();
        CHECK(judge(request).believed);
    }
}

TEST_CASE("a path may be signed encoded once or twice") {
    const std::string once = "/tags/arn%3Aaws%3Aivschat%3Aus-east-1%3A1%3Aroom%2FAbC";
    const std::string twice = "/tags/arn%253Aaws%253Aivschat%253Aus-east-1%253A1%253Aroom%252FAbC";
    for (const auto& path : {once, twice}) {
        CAPTURE(path);
        signing how;
        how.path = path;
        auto request = signed_request(how);
        request.target = once;
        CHECK(judge(request).believed);
        request.target += "x";
        CHECK_FALSE(judge(request).believed);
    }
}

TEST_CASE(
    "repeated parameters may be sorted encoded or decoded, whatever their order on the wire") {
    for (const auto query :
         {"tagKeys=%C3%A9&tagKeys=a%20b&tagKeys=z", "tagKeys=a%20b&tagKeys=z&tagKeys=%C3%A9"}) {
        CAPTURE(query);
        signing how;
        how.query = query;
        auto request = signed_request(how);
        request.target = how.path + "?tagKeys=z&tagKeys=a+b&tagKeys=%c3%a9";
        CHECK(judge(request).believed);
        request.target += "&tagKeys=z";
        CHECK_FALSE(judge(request).believed);
    }
}

TEST_CASE("x-amz-content-sha256 counts only if it is signed, and then must be the body's hash") {
    struct row {
        std::string_view name;
        std::string stated;
        std::string payload;
        bool is_signed = true;
        bool believed = false;
    };
    const auto own = hex(sha256("{}"));
    const auto other = hex(sha256("[]"));
    const std::string open = "UNSIGNED-PAYLOAD";
    const row rows[] = {
        {.name = "the body's", .stated = own, .payload = own, .believed = true},
        {.name = "another's, signed as such", .stated = other, .payload = other},
        {.name = "another's, the body's signed", .stated = other, .payload = own},
        {.name = "none wanted", .stated = open, .payload = open, .believed = true},
        {.name = "none wanted, but one signed", .stated = open, .payload = own},
        {.name = "unsigned", .stated = own, .payload = own, .is_signed = false, .believed = true},
        {.name = "unsigned and wrong", .stated = other, .payload = other, .is_signed = false},
        {.name = "unsigned and unwanted", .stated = open, .payload = open, .is_signed = false},
        {.name = "empty", .stated = "", .payload = own},
        {.name = "streaming", .stated = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", .payload = own},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        signing how;
        how.payload = row.payload;
        if (row.is_signed)
            how.headers.insert(how.headers.begin() + 1, {"x-amz-content-sha256", row.stated});
        auto request = signed_request(how);
        if (!row.is_signed) request.headers.emplace_back("X-Amz-Content-Sha256", row.stated);
        CHECK(judge(request).believed == row.believed);
    }
}

TEST_CASE("a header that was signed empty may be missing") {
    signing how;
    how.headers.emplace_back("x-amz-user-agent", "");
    auto request = signed_request(how);
    CHECK(judge(request).believed);
    std::erase_if(request.headers, [](const auto& h) { return h.first == "x-amz-user-agent"; });
    CHECK(judge(request).believed);
    request.headers.emplace_back("x-amz-user-agent", "me");
    CHECK_FALSE(judge(request).believed);
}

TEST_CASE("a presigned request is valid until it expires") {
    struct row {
        std::string_view name;
        std::string expires;
        std::chrono::nanoseconds offset;
        bool believed = false;
        kind what{};
        std::string_view message = {};
    };
    const row rows[] = {
        {.name = "at once", .expires = "60", .offset = 0s, .believed = true},
        {.name = "a second before", .expires = "60", .offset = 59s, .believed = true},
        {.name = "at the bound",
         .expires = "60",
         .offset = 60s,
         .what = kind::expired,
         .message = "Signature expired: 20261122T080000Z is now earlier than 20261122T080000Z "
                    "(20261122T080100Z - 1 min.)"},
        {.name = "long after",
         .expires = "90",
         .offset = 1h,
         .what = kind::expired,
         .message = "Signature expired: 20261122T080000Z is now earlier than 20261122T085830Z "
                    "(20261122T090000Z - 90 sec.)"},
        {.name = "a week", .expires = "604800", .offset = 7 * 24h - 1s, .believed = true},
        {.name = "from the future, a little", .expires = "60", .offset = -5min, .believed = true},
        {.name = "from the future",
         .expires = "60",
         .offset = -5min - 1s,
         .what = kind::not_yet_current,
         .message = "Signature not yet current: 20261122T080000Z is still later than "
                    "20261122T075959Z (20261122T075459Z + 5 min.)"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto result = judge(presigned(row.expires), signing_time + row.offset);
        CHECK(result.believed == row.believed);
        CHECK(result.what == row.what);
        CHECK(result.message == row.message);
    }
}

TEST_CASE("a presigned request may sign its body's hash or none, and a token or none") {
    CHECK(judge(presigned("60", hex(sha256("")))).believed);
    CHECK_FALSE(judge(presigned("60", hex(sha256("x")))).believed);
    CHECK(judge(presigned("60", hex(sha256("")), "&X-Amz-Security-Token=a%2Fb")).believed);
    auto request = presigned("60");
    request.target += "&X-Amz-Security-Token=anything";
    CHECK(judge(request).believed);
    request.target += "&a=b";
    CHECK_FALSE(judge(request).believed);
}

TEST_CASE("a derived key serves only its own access key, day and region") {
    sigv4_verifier verifier("ivschat",
                            {credentials("AAA", "secret of A"), credentials("BBB", "secret of B")});
    const auto is_believed = [&verifier](const signing& how, std::chrono::sys_seconds now) {
        const auto request = signed_request(how);
        const request_view view(request);
        const auto claim = parse_authorization(*view);
        REQUIRE(claim);
        return verifier.verify(*view, **claim, now).has_value();
    };
    signing first;
    first.access_key = "AAA";
    first.secret = "secret of A";
    CHECK(is_believed(first, signing_time));

    auto stolen = first;
    stolen.access_key = "BBB";
    CHECK_FALSE(is_believed(stolen, signing_time));
    stolen.secret = "secret of B";
    CHECK(is_believed(stolen, signing_time));

    auto next_day = first;
    next_day.date = "20261123";
    next_day.timestamp = "20261123T080000Z";
    next_day.headers = {{"host", "localhost"}, {"x-amz-date", next_day.timestamp}};
    CHECK(is_believed(next_day, signing_time + 24h));

    auto elsewhere = first;
    elsewhere.region = "eu-west-1";
    CHECK(is_believed(elsewhere, signing_time));
}

TEST_CASE("a verifier limits its derived keys and still accepts all scopes") {
    sigv4_verifier verifier("ivschat", {credentials(example_key, example_secret)});
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 200; ++i) {
            signing how;
            how.region = "region-" + std::to_string(i);
            const auto request = signed_request(how);
            const request_view view(request);
            const auto claim = parse_authorization(*view);
            REQUIRE(claim);
            REQUIRE(verifier.verify(*view, **claim, signing_time));
        }
}
