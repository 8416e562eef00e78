// A request of the AWS API from its headers to its reply.
#include "http/api.hpp"

#include "signed.hpp"
#include "unit/operations/workshop.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ivschat;
using namespace ivschat::http::test;
using nlohmann::json;
using operations::test::demo_room;
using operations::test::workshop;

namespace {

struct api_fixture : workshop {
    http::api api{env, {{}, clock}};

    http::reply ask(crypto::test::http_request sent) {
        const client_request request{std::move(sent)};
        http::call_record record;
        return api.handle(*request, record);
    }
    http::reply post(std::string path, std::string body, std::string authorization = "") {
        auto sent = with_authorization(std::move(authorization));
        sent.target = std::move(path);
        sent.body = std::move(body);
        return ask(std::move(sent));
    }
};

std::string error_type(const http::reply& reply) {
    for (const auto& [name, value] : reply.headers) {
        if (name == "x-amzn-ErrorType") return value;
    }
    return "none";
}

std::string identified(const std::string& arn) { return R"({"identifier":")" + arn + R"("})"; }

} // namespace

TEST_CASE_FIXTURE(api_fixture, "a room is created, read, listed and deleted") {
    const auto created = post("/CreateRoom", R"({"name":"a"})", claiming("111111111111"));
    REQUIRE(created.status == 200);
    CHECK(created.content_type == "application/json");
    CHECK(error_type(created) == "none");
    const std::string arn = json::parse(created.body)["arn"];
    CHECK(arn.starts_with("arn:aws:ivschat:us-east-1:111111111111:room/"));
    const auto read = post("/GetRoom", identified(arn), claiming("111111111111"));
    CHECK(read.status == 200);
    CHECK(read.body == created.body);
    const auto list = json::parse(post("/ListRooms", "", claiming("111111111111")).body);
    REQUIRE(list["rooms"].size() == 1);
    CHECK(list["rooms"][0]["arn"] == arn);
    const auto deleted = post("/DeleteRoom", identified(arn), claiming("111111111111"));
    CHECK(deleted.status == 204);
    CHECK(deleted.body.empty());
    CHECK(post("/GetRoom", identified(arn)).status == 404);
}

TEST_CASE_FIXTURE(api_fixture, "a caller sees the resources of its account and region only") {
    struct row {
        std::string_view name;
        std::string authorization;
        unsigned status;
    };
    const row rows[] = {
        {.name = "unsigned", .authorization = "", .status = 200},
        {.name = "its account", .authorization = claiming("123456789012"), .status = 200},
        {.name = "another account", .authorization = claiming("111111111111"), .status = 404},
        {.name = "no account", .authorization = claiming("AKIDEXAMPLE"), .status = 200},
        {.name = "another region",
         .authorization = claiming("AKIDEXAMPLE", "eu-west-1"),
         .status = 404},
        {.name = "its account elsewhere",
         .authorization = claiming("123456789012", "eu-west-1"),
         .status = 404},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(post("/GetRoom", identified(demo_room), row.authorization).status == row.status);
    }
}

TEST_CASE_FIXTURE(api_fixture, "errors carry their type in a header and a message in the body") {
    struct row {
        std::string_view name;
        http::reply reply;
        unsigned status;
        std::string_view type;
    };
    auto typed = with_authorization("");
    typed.headers.emplace_back("Content-Type", "text/plain");
    auto accepting = with_authorization("");
    accepting.headers.emplace_back("Accept", "text/html");
    const row rows[] = {
        {.name = "path",
         .reply = post("/Nothing", "{"),
         .status = 404,
         .type = "UnknownOperationException"},
        {.name = "content type",
         .reply = ask(typed),
         .status = 415,
         .type = "UnsupportedMediaTypeException"},
        {.name = "accept",
         .reply = ask(accepting),
         .status = 406,
         .type = "NotAcceptableException"},
        {.name = "authorization",
         .reply = post("/CreateRoom", "{", "Bearer a"),
         .status = 403,
         .type = "IncompleteSignatureException"},
        {.name = "JSON",
         .reply = post("/CreateRoom", "{"),
         .status = 400,
         .type = "SerializationException"},
        {.name = "constraint",
         .reply = post("/GetRoom", "{}"),
         .status = 400,
         .type = "ValidationException"},
        {.name = "existence",
         .reply = post("/GetRoom", identified(demo_room + "x")),
         .status = 404,
         .type = "ResourceNotFoundException"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(row.reply.status == row.status);
        CHECK(error_type(row.reply) == row.type);
        CHECK(row.reply.content_type == "application/json");
        const auto body = json::parse(row.reply.body);
        CHECK(body["message"].is_string());
    }
}

TEST_CASE_FIXTURE(api_fixture, "a refused authorization changes nothing") {
    CHECK(post("/DeleteRoom", identified(demo_room), "Bearer a").status == 403);
    CHECK(post("/GetRoom", identified(demo_room)).status == 200);
}

TEST_CASE_FIXTURE(api_fixture, "a room is not created under an ARN that cannot be looked up") {
    for (const std::string_view region : {"US-EAST-1", "us east", "r:r", "caf\xe9", "\"",
                                          "r-01234567890123456789012345678901234567890123456789"
                                          "01234567890123456789012345678901234567890"}) {
        CAPTURE(region);
        const auto created =
            post("/CreateRoom", "{}", claiming("AKIDEXAMPLE", std::string{region}));
        const auto body = json::parse(created.body, nullptr, false);
        CHECK_FALSE(body.is_discarded());
        if (created.status != 200 || body.is_discarded()) continue;
        CHECK(post("/GetRoom", identified(body["arn"])).status == 200);
    }
}
