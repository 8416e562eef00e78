#include "model/api_error.hpp"
#include "support/hostile_strings.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

using namespace ivschat::model;

TEST_CASE("an error is written with the members of the API model") {
    struct row {
        std::string_view name;
        api_error error;
        std::string_view body;
    };
    const row rows[] = {
        {.name = "a message alone",
         .error = api_error::plain(errors::access_denied, "No."),
         .body = R"({"message":"No."})"},
        {.name = "common to all services",
         .error = api_error::plain(errors::serialization, "The \"body\"."),
         .body = R"({"message":"The \"body\"."})"},
        {.name = "one failure",
         .error = api_error::validation({{.name = "userId", .message = "m"}}),
         .body = R"({"message":"1 validation error detected. m",)"
                 R"("reason":"FIELD_VALIDATION_FAILED",)"
                 R"("fieldList":[{"name":"userId","message":"m"}]})"},
        {.name = "two failures",
         .error = api_error::validation(
             {{.name = "a/0", .message = "m"}, {.name = "b", .message = "n"}}),
         .body = R"({"message":"2 validation errors detected. m; n",)"
                 R"("reason":"FIELD_VALIDATION_FAILED","fieldList":)"
                 R"([{"name":"a/0","message":"m"},{"name":"b","message":"n"}]})"},
        {.name = "a validation error of no member",
         .error = api_error::plain(errors::validation, "m"),
         .body = R"({"message":"m","reason":"OTHER"})"},
        // Only the id, which consists of letters and digits.
        {.name = "not found",
         .error = api_error::not_found("arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"),
         .body = R"({"message":"Resource: )"
                 R"(arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl not found",)"
                 R"("resourceId":"AbCdEfGhIjKl","resourceType":"ROOM"})"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(encode(row.error) == row.body);
    }
}

TEST_CASE("errors have the statuses of the API model") {
    CHECK(errors::validation.status == 400);
    CHECK(errors::serialization.status == 400);
    CHECK(errors::access_denied.status == 403);
    CHECK(errors::resource_not_found.status == 404);
    CHECK(errors::unknown_operation.status == 404);
    CHECK(errors::method_not_allowed.status == 405);
    CHECK(errors::not_acceptable.status == 406);
    CHECK(errors::conflict.status == 409);
    CHECK(errors::request_entity_too_large.status == 413);
    CHECK(errors::unsupported_media_type.status == 415);
    CHECK(errors::internal_server.status == 500);
    for (const auto& kind :
         {errors::missing_authentication_token, errors::unrecognized_client,
          errors::invalid_signature, errors::incomplete_signature, errors::expired_token}) {
        CAPTURE(kind.name);
        CHECK(kind.status == 403);
    }
}

TEST_CASE("hostile strings in an error are read back unchanged") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        const auto invalid = api_error::validation({{.name = text, .message = text}});
        auto body = nlohmann::json::parse(encode(invalid));
        CHECK(body["message"] == "1 validation error detected. " + text);
        CHECK(body["fieldList"][0]["name"] == text);
        auto missing = api_error::not_found(text);
        missing.resource_id = text;
        body = nlohmann::json::parse(encode(missing));
        CHECK(body["message"] == "Resource: " + text + " not found");
        CHECK(body["resourceId"] == text);
    }
}

TEST_CASE("taking the value of a failed result throws") {
    const result<int> failed = api_error::plain(errors::access_denied, "No.");
    CHECK_THROWS_AS(failed.value(), std::logic_error);
}
