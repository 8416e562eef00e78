#include "operations/refusals.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using operations::to_api_error;

TEST_CASE("a missing resource is named") {
    const std::string arn = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
    for (const auto why :
         {chat::refusal::room_not_found, chat::refusal::logging_configuration_not_found}) {
        const auto error = to_api_error(why, arn);
        CHECK(error.kind.name == "ResourceNotFoundException");
        CHECK(error.kind.status == 404);
        CHECK(error.message == "Resource: " + arn + " not found");
        CHECK((error.resource_id == "AbCdEfGhIjKl"));
    }
}

TEST_CASE("a refusal that only connections meet is an internal error") {
    const auto error = to_api_error(chat::refusal::token_used, "secret");
    CHECK(error.kind.name == "InternalServerException");
    CHECK(error.kind.status == 500);
    CHECK(error.message.find("secret") == std::string::npos);
}
