#include "chat/arn.hpp"

#include <doctest/doctest.h>

using namespace ivschat::chat;

TEST_CASE("an ARN is parsed and formatted again") {
    struct row {
        std::string_view arn;
        std::string_view region;
        std::string_view account;
        std::string_view type;
        std::string_view id;
    };
    const row rows[] = {
        {.arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",
         .region = "us-east-1",
         .account = "123456789012",
         .type = "room",
         .id = "AbCdEfGhIjKl"},
        {.arn = "arn:aws:ivschat:eu-west-1:1:logging-configuration/a-b",
         .region = "eu-west-1",
         .account = "1",
         .type = "logging-configuration",
         .id = "a-b"},
        // model/ checks the parts.
        {.arn = "arn:aws:ivschat:r:a:t/i/j:k",
         .region = "r",
         .account = "a",
         .type = "t",
         .id = "i/j:k"},
        {.arn = "arn:aws:ivschat::::/i", .region = "", .account = "", .type = ":", .id = "i"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.arn);
        const auto parts = parse_arn(row.arn);
        REQUIRE(parts.has_value());
        CHECK(parts->region == row.region);
        CHECK(parts->account == row.account);
        CHECK(parts->type == row.type);
        CHECK(parts->id == row.id);
        CHECK(make_arn(*parts) == row.arn);
    }
}

TEST_CASE("what has another form is no ARN") {
    for (const std::string_view arn :
         {"", "AbCdEfGhIjKl", "arn", "arn:aws:ivschat:", "arn:aws:ivschat:us-east-1",
          "arn:aws:ivschat:us-east-1:123456789012", "arn:aws:ivschat:us-east-1:123456789012:room",
          "arn:aws:ivschat:us-east-1:123456789012:room/", "arn:aws:ivschat:us-east-1/room",
          "arn:aws:ivs:us-east-1:123456789012:channel/AbCdEfGhIjKl",
          "arn:aws-cn:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",
          "ARN:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl",
          " arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"}) {
        CAPTURE(arn);
        CHECK_FALSE(parse_arn(arn).has_value());
    }
}

TEST_CASE("a room is named by its ARN or by its id") {
    constexpr std::string_view arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
    CHECK(is_named_by(arn, arn));
    CHECK(is_named_by(arn, "AbCdEfGhIjKl"));
    CHECK(is_named_by("lobby", "lobby"));
    for (const std::string_view other :
         {"bCdEfGhIjKl", "AbCdEfGhIjK", "room/AbCdEfGhIjKl", "", "/AbCdEfGhIjKl",
          "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKm",
          "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKlm"}) {
        CAPTURE(other);
        CHECK_FALSE(is_named_by(arn, other));
    }
}
