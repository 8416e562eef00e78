// All public vectors of awslabs/aws-c-auth. Continued header lines arrive joined, as by a server,
// and spaces and non-ASCII bytes in the target do no harm at this level.
#include "shared_material.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat::crypto;
using namespace ivschat::crypto::test;

namespace {

void check(const nlohmann::json& vector, std::string_view form) {
    const auto& context = vector.at("context");
    const auto& known = context.at("credentials");
    sigv4_verifier verifier(context.at("service"), {credentials(known.at("access_key_id"),
                                                                known.at("secret_access_key"))});
    auto request = parse_http(vector.at(form).at("signed-request").get<std::string>());
    const request_view view(request);
    const auto claim = parse_authorization(*view);
    REQUIRE(claim);
    REQUIRE(claim->has_value());
    CHECK((*claim)->presigned == (form == "query"));
    CHECK((*claim)->signature == vector.at(form).at("signature"));
    const auto verdict = verifier.verify(*view, **claim, (*claim)->signed_at);
    INFO(verdict.error().message << verdict.error().detail);
    CHECK(verdict);

    request.method = "PUT";
    CHECK_FALSE(verifier.verify(*request_view(request), **claim, (*claim)->signed_at));
}

} // namespace

TEST_CASE("every public vector verifies, signed in the header and in the query") {
    const auto path = shared_directory() / "vectors" / "sigv4-aws-c-auth.json";
    if (!std::filesystem::exists(path)) {
        MESSAGE("left out, since there is no " << path.string());
        return;
    }
    int verified = 0;
    for (const auto& vector : nlohmann::json::parse(read_file(path)))
        for (const auto form : {"header", "query"}) {
            CAPTURE(vector.at("name").get<std::string>());
            CAPTURE(form);
            check(vector, form);
            ++verified;
        }
    CHECK(verified == 2 * 38);
}
