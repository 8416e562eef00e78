// The compiled tables say what the API model says, and the comparison would notice if they did not.
#include "comparison.hpp"
#include "deviations.hpp"
#include "model/api_error.hpp"
#include "mutations.hpp"
#include "support/api_description.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <set>

using namespace ivschat;
using namespace ivschat::test;
using nlohmann::json;

namespace {

json api_model() {
    std::ifstream in{IVSCHAT_SOURCE_DIR "/fixtures/api/ivschat-2020-07-14.json"};
    REQUIRE(in);
    return json::parse(in);
}

std::size_t row_count(const json& tables) {
    std::size_t count = 0;
    for (const auto& table : tables) count += table.size();
    return count;
}

} // namespace

TEST_CASE("the compiled tables and the API model differ only deliberately") {
    const auto model = api_model();
    const auto here = describe_api();
    for (const auto& line : drift(model, here, deviations)) FAIL_CHECK(line);
    for (const auto& deviation : deviations) CHECK_FALSE(deviation.reason.empty());
    MESSAGE(row_count(model) << " rows of the model and " << row_count(here)
                             << " of ours compared");
}

TEST_CASE("no row and no fact can be removed, altered or added unnoticed") {
    auto model = api_model();
    auto here = describe_api();
    std::size_t tried = 0;
    const auto expect_notice = [&](const std::string& mutation) {
        ++tried;
        if (drift(model, here, deviations).empty()) FAIL_CHECK("unnoticed: " << mutation);
    };
    SUBCASE("in the compiled tables") { for_each_mutation(here, expect_notice); }
    SUBCASE("in the API model") { for_each_mutation(model, expect_notice); }
    CHECK(tried > 1000);
    CHECK(drift(model, here, deviations).empty());
    MESSAGE(tried << " mutations tried");
}

TEST_CASE("an error is sent with the members that the API model requires") {
    using namespace model::errors;
    using model::api_error;
    const auto model = api_model();
    const std::string room = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
    const api_error specimens[] = {
        api_error::plain(access_denied, "m"),
        api_error::plain(pending_verification, "m"),
        api_error::plain(internal_server, "m"),
        api_error::plain(validation, "m"),
        api_error::validation({{.name = "userId", .message = "m"}}),
        api_error::conflict(room, "m"),
        api_error::not_found(room),
        api_error::throttled("m", room, 1),
        api_error::quota_exceeded("m", room, 1),
    };
    std::set<std::string> seen;
    for (const auto& error : specimens) {
        const std::string name{error.kind.name};
        CAPTURE(name);
        seen.insert(name);
        REQUIRE(model["errors"].contains(name));
        CHECK(error.kind.status == model["errors"][name]["status"]);
        const auto body = json::parse(encode(error));
        for (const auto& [member, facts] : model["members"].items()) {
            if (!member.starts_with(name + ".")) continue;
            CAPTURE(member);
            if (facts["required"] == true) CHECK(body.contains(member.substr(name.size() + 1)));
        }
        for (const auto& [member, value] : body.items()) {
            CHECK(model["members"].contains(name + "." + member));
        }
    }
    CHECK(seen.size() == model["errors"].size());
}
