// The signer, tested with the public vectors of awslabs/aws-c-auth.
#include "crypto/sigv4_signer.hpp"

#include "crypto/sigv4_text.hpp"
#include "shared_material.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat::crypto;
using namespace ivschat::crypto::test;

namespace {

std::string compact(std::string iso8601) {
    std::erase_if(iso8601, [](char c) { return c == '-' || c == ':'; });
    return iso8601;
}

void check(const nlohmann::json& vector) {
    const auto& context = vector.at("context");
    const auto& known = context.at("credentials");
    const auto request = parse_http(vector.at("request").get<std::string>());
    const std::string id = known.at("access_key_id");
    const std::string secret = known.at("secret_access_key");
    // If the token is to be omitted, the vector adds it unsigned.
    const std::string token =
        context.value("omit_session_token", false) ? "" : known.value("token", "");
    const std::string region = context.at("region");
    const std::string service = context.at("service");
    const auto added = sign(*request_view(request),
                            {.access_key_id = id,
                             .secret_access_key = secret,
                             .session_token = token,
                             .region = region,
                             .service = service,
                             .when = *sigv4::parse_timestamp(compact(context.at("timestamp"))),
                             .path = {.is_normalised = context.at("normalize")},
                             .is_payload_stated = context.at("sign_body")});
    auto expected = parse_http(vector.at("header").at("signed-request").get<std::string>());
    for (auto [name, value] : added) {
        CAPTURE(name);
        const auto* const wanted = expected.header(sigv4::to_lower(name));
        REQUIRE(wanted != nullptr);
        CHECK(value == *wanted);
    }
}

} // namespace

TEST_CASE("the signer gives the signatures of all public vectors") {
    const auto path = shared_directory() / "vectors" / "sigv4-aws-c-auth.json";
    if (!std::filesystem::exists(path)) {
        MESSAGE("left out, since there is no " << path.string());
        return;
    }
    int signed_ones = 0;
    for (const auto& vector : nlohmann::json::parse(read_file(path))) {
        CAPTURE(vector.at("name").get<std::string>());
        check(vector);
        ++signed_ones;
    }
    CHECK(signed_ones == 38);
}

TEST_CASE("a path is signed by its service's rule") {
    const auto signature = [](const std::string& target, path_rule rule) {
        const http_request request{"PUT", target, {{"Host", "localhost"}}, ""};
        return sign(*request_view(request), {.access_key_id = "a",
                                             .secret_access_key = "b",
                                             .region = "us-east-1",
                                             .service = "s3",
                                             .when = {},
                                             .path = rule})
            .back();
    };
    const std::string odd = "/bucket/a%20b/./c//../d";
    CHECK(signature(odd, {}) == signature("/bucket/a%2520b/d", s3_paths));
    CHECK(signature(odd, {.is_normalised = false}) ==
          signature("/bucket/a%2520b/./c//../d", s3_paths));
    CHECK(signature(odd, s3_paths) != signature(odd, {}));
    CHECK(signature("/bucket/plain", s3_paths) == signature("/bucket/plain", {}));
}
