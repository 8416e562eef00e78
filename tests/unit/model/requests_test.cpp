// Every member of every request: both sides of each bound, and values of other types.
#include "model/rooms.hpp"
#include "model/tokens.hpp"
#include "verdict.hpp"

#include <doctest/doctest.h>

using namespace ivschat::model;
using ivschat::model::test::accents;
using ivschat::model::test::room_arn;
using ivschat::model::test::verdict;
using nlohmann::json;

namespace {

struct row {
    std::string_view name;
    json value;
    std::string verdict = "good";
};

// Sets one member of an otherwise valid body.
template <class Structure>
void check_member(const json& base, const std::string& member, const std::vector<row>& rows) {
    CAPTURE(member);
    REQUIRE(verdict<Structure>(base) == "good");
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto body = base;
        body[member] = row.value;
        CHECK(verdict<Structure>(body) == row.verdict);
    }
}

const std::string configuration_arn =
    "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl";
const std::string lambda_arn = "arn:aws:lambda:us-east-1:123456789012:function:review";

std::string filled(std::string text, std::size_t length) {
    text.resize(length, 'x');
    return text;
}

std::vector<row> not_of_type(std::string_view type) {
    std::vector<row> rows;
    for (row each : {row{.name = "string", .value = "1"}, row{.name = "integer", .value = 1},
                     row{.name = "fraction", .value = 1.5}, row{.name = "boolean", .value = true},
                     row{.name = "list", .value = json::array()},
                     row{.name = "map", .value = json::object()}}) {
        each.verdict = "malformed";
        if (each.name != type) rows.push_back(each);
    }
    return rows;
}

// ARNs for a required member.
std::vector<row> arns(const std::string& member, const std::string& good) {
    return {{.name = "good", .value = good},
            {.name = "128 long", .value = filled(good, 128)},
            {.name = "129 long", .value = filled(good, 129), .verdict = member},
            {.name = "empty", .value = "", .verdict = member},
            {.name = "the id alone", .value = "AbCdEfGhIjKl", .verdict = member},
            {.name = "another service",
             .value = "arn:aws:ivs:us-east-1:123456789012:channel/AbCdEfGhIjKl",
             .verdict = member},
            {.name = "no id", .value = good.substr(0, good.rfind('/') + 1), .verdict = member},
            {.name = "space behind", .value = good + " ", .verdict = member},
            {.name = "line feed behind", .value = good + "\n", .verdict = member},
            {.name = "accent", .value = good + accents(1), .verdict = member}};
}

std::vector<row> integers(const std::string& member, std::int64_t min, std::int64_t max) {
    return {
        {.name = "min", .value = min},
        {.name = "below", .value = min - 1, .verdict = member},
        {.name = "max", .value = max},
        {.name = "above", .value = max + 1, .verdict = member},
        {.name = "negative", .value = -1, .verdict = member},
        {.name = "smallest of 32 bits", .value = -2147483648LL, .verdict = member},
        {.name = "largest of 32 bits", .value = 2147483647LL, .verdict = member},
        {.name = "below 32 bits", .value = -2147483649LL, .verdict = "malformed"},
        {.name = "above 32 bits", .value = 2147483648LL, .verdict = "malformed"},
        {.name = "2^32 + min", .value = 4294967296LL + min, .verdict = "malformed"},
        {.name = "largest of 64 bits", .value = 18446744073709551615ULL, .verdict = "malformed"},
        {.name = "whole fraction", .value = 1.0, .verdict = "malformed"}};
}

std::vector<row> names(const std::string& member) {
    return {{.name = "empty", .value = ""},
            {.name = "every character", .value = "aZ09-_"},
            {.name = "128 long", .value = filled("", 128)},
            {.name = "129 long", .value = filled("", 129), .verdict = member},
            {.name = "space", .value = "a b", .verdict = member},
            {.name = "dot", .value = "a.b", .verdict = member},
            {.name = "accent", .value = accents(1), .verdict = member}};
}

// A list of `count` elements.
json many(std::size_t count, const json& element) { return json(count, element); }

json tags(std::size_t count) {
    json map = json::object();
    while (count-- > 0) map["key" + std::to_string(count)] = "value";
    return map;
}

std::vector<row> review_handlers(const std::string& member) {
    const auto uri = member + "/uri";
    return {
        {.name = "null", .value = nullptr},
        {.name = "nothing in it", .value = json::object()},
        {.name = "nulls in it", .value = {{"uri", nullptr}, {"fallbackResult", nullptr}}},
        {.name = "both", .value = {{"uri", lambda_arn}, {"fallbackResult", "DENY"}}},
        {.name = "empty uri", .value = {{"uri", ""}}},
        {.name = "170 code points",
         .value = {{"uri", lambda_arn + accents(170 - lambda_arn.size())}}},
        {.name = "171 code points",
         .value = {{"uri", lambda_arn + accents(171 - lambda_arn.size())}},
         .verdict = uri},
        {.name = "not a function ARN", .value = {{"uri", "https://example.com"}}, .verdict = uri},
        {.name = "unknown fallback",
         .value = {{"fallbackResult", "allow"}},
         .verdict = member + "/fallbackResult"},
        {.name = "both wrong",
         .value = {{"fallbackResult", ""}, {"uri", "x"}},
         .verdict = uri + ", " + member + "/fallbackResult"},
        {.name = "uri of another type", .value = {{"uri", 1}}, .verdict = "malformed"},
        {.name = "fallback of another type",
         .value = {{"fallbackResult", true}},
         .verdict = "malformed"},
        {.name = "unknown member", .value = {{"url", 1}}}};
}

std::vector<row> tag_maps() {
    return {{.name = "null", .value = nullptr},
            {.name = "none", .value = json::object()},
            {.name = "50", .value = tags(50)},
            {.name = "51", .value = tags(51), .verdict = "tags"},
            {.name = "empty key", .value = {{"", "v"}}, .verdict = "tags"},
            {.name = "key of 128", .value = {{accents(128), "v"}}},
            {.name = "key of 129", .value = {{accents(129), "v"}}, .verdict = "tags"},
            {.name = "reserved key", .value = {{"aws:x", "v"}}, .verdict = "tags"},
            {.name = "reserved key in capitals", .value = {{"AWS:x", "v"}}, .verdict = "tags"},
            {.name = "a key that is nearly reserved", .value = {{"aws", "v"}, {"awsx:", "v"}}},
            {.name = "empty value", .value = {{"k", ""}}},
            {.name = "value of 256", .value = {{"k", accents(256)}}},
            {.name = "value of 257", .value = {{"k", accents(257)}}, .verdict = "tags/k"},
            {.name = "null value", .value = {{"k", nullptr}}, .verdict = "malformed"},
            {.name = "number as a value", .value = {{"k", 1}}, .verdict = "malformed"}};
}

std::vector<row> configuration_lists(const std::string& member) {
    return {
        {.name = "null", .value = nullptr},
        {.name = "none", .value = json::array()},
        {.name = "3", .value = many(3, configuration_arn)},
        {.name = "4", .value = many(4, configuration_arn), .verdict = member},
        {.name = "a room's ARN", .value = {configuration_arn, room_arn}, .verdict = member + "/1"},
        {.name = "null in it", .value = {configuration_arn, nullptr}, .verdict = "malformed"},
        {.name = "number in it", .value = {1}, .verdict = "malformed"}};
}

// The members that CreateRoom and seed files share.
template <class Structure>
void check_settings(const json& base) {
    check_member<Structure>(base, "name", names("name"));
    check_member<Structure>(base, "name", not_of_type("string"));
    const std::string rate = "maximumMessageRatePerSecond";
    check_member<Structure>(base, rate, integers(rate, 1, 100));
    check_member<Structure>(base, rate, not_of_type("integer"));
    const std::string length = "maximumMessageLength";
    check_member<Structure>(base, length, integers(length, 1, 500));
    check_member<Structure>(base, length, not_of_type("integer"));
    check_member<Structure>(base, "messageReviewHandler", review_handlers("messageReviewHandler"));
    check_member<Structure>(base, "messageReviewHandler", not_of_type("map"));
    check_member<Structure>(base, "tags", tag_maps());
    check_member<Structure>(base, "tags", not_of_type("map"));
    const std::string list = "loggingConfigurationIdentifiers";
    check_member<Structure>(base, list, configuration_lists(list));
    check_member<Structure>(base, list, not_of_type("list"));
}

} // namespace

TEST_CASE("the members of CreateRoom are checked") {
    check_settings<create_room_request>(json::object());
}

TEST_CASE("the members of a room in a seed file are checked") {
    const json base{{"arn", room_arn}};
    check_settings<room_description>(base);
    check_member<room_description>(base, "arn", arns("arn", room_arn));
    check_member<room_description>(base, "id",
                                   {{.name = "12", .value = "AbCdEfGhIjK1"},
                                    {.name = "11", .value = "AbCdEfGhIjK", .verdict = "id"},
                                    {.name = "13", .value = "AbCdEfGhIjKlm", .verdict = "id"},
                                    {.name = "dash", .value = "AbCdEfGhIjK-", .verdict = "id"}});
    for (const std::string member : {"createTime", "updateTime"}) {
        check_member<room_description>(
            base, member,
            {{.name = "time", .value = "2026-11-22T07:56:05.123Z"},
             {.name = "offset", .value = "2026-11-22T07:56:05+01:00"},
             {.name = "epoch", .value = 1795334165.123, .verdict = "malformed"},
             {.name = "date", .value = "2026-11-22", .verdict = "malformed"}});
        check_member<room_description>(base, member, not_of_type("time"));
    }
}

TEST_CASE("the members of GetRoom and DeleteRoom are checked") {
    const json base{{"identifier", room_arn}};
    check_member<get_room_request>(base, "identifier", arns("identifier", room_arn));
    check_member<get_room_request>(base, "identifier", not_of_type("string"));
    check_member<delete_room_request>(base, "identifier", arns("identifier", room_arn));
    check_member<delete_room_request>(base, "identifier", not_of_type("string"));
}

TEST_CASE("the members of ListRooms are checked") {
    const auto check = check_member<list_rooms_request>;
    check(json::object(), "name", names("name"));
    check(json::object(), "name", not_of_type("string"));
    check(json::object(), "nextToken",
          {{.name = "empty", .value = ""},
           {.name = "1024", .value = accents(1024)},
           {.name = "1025", .value = accents(1025), .verdict = "nextToken"}});
    check(json::object(), "nextToken", not_of_type("string"));
    check(json::object(), "maxResults", integers("maxResults", 1, 50));
    check(json::object(), "maxResults", not_of_type("integer"));
    check(json::object(), "messageReviewHandlerUri",
          {{.name = "empty", .value = ""},
           {.name = "ARN", .value = lambda_arn},
           {.name = "URL", .value = "http://x", .verdict = "messageReviewHandlerUri"}});
    check(json::object(), "loggingConfigurationIdentifier",
          arns("loggingConfigurationIdentifier", configuration_arn));
    check(json::object(), "loggingConfigurationIdentifier", not_of_type("string"));
}

TEST_CASE("the members of CreateChatToken are checked") {
    const json base{{"roomIdentifier", room_arn}, {"userId", "u"}};
    const auto check = check_member<create_chat_token_request>;
    check(base, "roomIdentifier", arns("roomIdentifier", room_arn));
    check(base, "roomIdentifier", not_of_type("string"));
    check(base, "userId",
          {{.name = "128 code points", .value = accents(128)},
           {.name = "129 code points", .value = accents(129), .verdict = "userId"},
           {.name = "empty", .value = "", .verdict = "userId"},
           {.name = "a space", .value = " "},
           {.name = "null character", .value = std::string(1, '\0')},
           {.name = "null", .value = nullptr, .verdict = "userId"}});
    check(base, "userId", not_of_type("string"));
    check(base, "capabilities",
          {{.name = "null", .value = nullptr},
           {.name = "none", .value = json::array()},
           {.name = "all", .value = {"SEND_MESSAGE", "DISCONNECT_USER", "DELETE_MESSAGE"}},
           {.name = "a hundred times one", .value = many(100, "SEND_MESSAGE")},
           {.name = "lower case", .value = {"send_message"}, .verdict = "capabilities/0"},
           {.name = "implicit one",
            .value = {"SEND_MESSAGE", "VIEW_MESSAGE", ""},
            .verdict = "capabilities/1, capabilities/2"},
           {.name = "null in it", .value = {"SEND_MESSAGE", nullptr}, .verdict = "malformed"},
           {.name = "number in it", .value = {1}, .verdict = "malformed"}});
    check(base, "capabilities", not_of_type("list"));
    check(base, "sessionDurationInMinutes", integers("sessionDurationInMinutes", 1, 180));
    check(base, "sessionDurationInMinutes", not_of_type("integer"));
    check(base, "attributes",
          {{.name = "null", .value = nullptr},
           {.name = "none", .value = json::object()},
           {.name = "1024 bytes", .value = {{"key", std::string(1021, 'v')}}},
           {.name = "1025 bytes",
            .value = {{"key", std::string(1022, 'v')}},
            .verdict = "attributes"},
           {.name = "1024 bytes of accents", .value = {{accents(12), accents(500)}}},
           {.name = "1026 bytes of accents",
            .value = {{accents(13), accents(500)}},
            .verdict = "attributes"},
           {.name = "1024 bytes in keys",
            .value = {{std::string(1000, 'k'), ""}, {std::string(24, 'k'), ""}}},
           {.name = "1025 bytes in keys",
            .value = {{std::string(1000, 'k'), ""}, {std::string(25, 'k'), ""}},
            .verdict = "attributes"},
           {.name = "empty key and value", .value = {{"", ""}}},
           {.name = "null value", .value = {{"k", nullptr}}, .verdict = "malformed"},
           {.name = "number as a value", .value = {{"k", 1}}, .verdict = "malformed"}});
    check(base, "attributes", not_of_type("map"));
}
