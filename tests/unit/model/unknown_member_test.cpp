#include "decode_json.hpp"
#include "model/rooms.hpp"

#include <doctest/doctest.h>

using namespace ivschat::model;
using nlohmann::json;

TEST_CASE("a member that is not described is found") {
    struct row {
        std::string_view name;
        json body;
        std::string_view path = {};
    };
    const row rows[] = {
        {.name = "nothing", .body = json::object()},
        {.name = "known members", .body = {{"name", "a"}, {"tags", {{"anything", "goes"}}}}},
        {.name = "a known member that is null", .body = {{"messageReviewHandler", nullptr}}},
        {.name = "a known structure",
         .body = {{"messageReviewHandler", {{"uri", ""}, {"fallbackResult", "DENY"}}}}},
        {.name = "a typing error", .body = {{"nmae", "a"}}, .path = "nmae"},
        {.name = "another case", .body = {{"Name", "a"}}, .path = "Name"},
        {.name = "within a structure",
         .body = {{"messageReviewHandler", {{"url", ""}}}},
         .path = "messageReviewHandler/url"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(test::unknown_member<create_room_request>(row.body).value_or("") == row.path);
    }
}

TEST_CASE("an unknown member within a list is found") {
    const json body{{"rooms", {{{"name", "a"}}, {{"name", "b"}, {"maximumMessageLength", 5}}}}};
    CHECK(test::unknown_member<list_rooms_response>(body).value_or("") ==
          "rooms/1/maximumMessageLength");
}

TEST_CASE("the member that another reader decodes is ignored, at the top only") {
    const auto ignoring = [](std::string_view text) {
        const auto body = read_body(text);
        return unknown_member<create_room_request>(*body.root(), "faults").value_or("");
    };
    CHECK(ignoring(R"({"faults": {"any": 1}, "name": "a"})") == "");
    CHECK(ignoring(R"({"faults": {}, "nmae": "a"})") == "nmae");
    CHECK(ignoring(R"({"messageReviewHandler": {"faults": 1}})") == "messageReviewHandler/faults");
    CHECK(unknown_member<create_room_request>(*read_body(R"({"": 1})").root()).has_value());
}
