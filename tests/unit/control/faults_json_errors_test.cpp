#include "fault_errors.hpp"

#include "control/json_object.hpp"
#include "operations/table.hpp"

using namespace ivschat;
using namespace ivschat::control::test;
using nlohmann::json;

namespace {

constexpr std::string_view effects =
    "error, errorFrame, refuse, throttle, close, drop, duplicate, reorder, stall";

std::string operation_names() {
    std::vector<std::string_view> names;
    for (const auto& each : operations::all()) names.push_back(each.name);
    return control::join(names);
}

} // namespace

TEST_CASE("a body without a list of rules is refused") {
    const error_row rows[] = {
        {.body = "",
         .error = "The document is not JSON: parse error at line 1, column 1: syntax error "
                  "while parsing value - unexpected end of input; expected '[', "
                  "'{', or a literal."},
        {.body = R"({"rules": [],})",
         .error = "The document is not JSON: parse error at line 1, column 14: syntax error while "
                  "parsing object key - unexpected '}'; expected string literal."},
        {.body = {"{\"rules\": []}\0", 14},
         .error = "The document is not JSON: it contains a NUL."},
        {.body = "[]", .error = "The document must be an object, but is a list."},
        {.body = "null", .error = "The document must be an object, but is null."},
        {.body = "7", .error = "The document must be an object, but is 7."},
        {.body = "{}", .error = "rules is missing; give a list, [] for no rules."},
        {.body = R"({"rules": null})", .error = "rules is missing; give a list, [] for no rules."},
        {.body = R"({"rules": {}})",
         .error = "rules must be a list of at most 256, but is an object."},
        {.body = R"({"rules": "all"})",
         .error = "rules must be a list of at most 256, but is \"all\"."},
        {.body = R"({"rules": [], "rule": []})",
         .error = "rule is unknown; valid members are seed, rules."},
        {.body = R"({"rules": [], "seed": -1})",
         .error = "seed must be a whole number from 0 to 9007199254740991, but is -1."},
        {.body = R"({"rules": [], "seed": 9007199254740992})",
         .error =
             "seed must be a whole number from 0 to 9007199254740991, but is 9007199254740992."},
        {.body = R"({"rules": [], "seed": "7"})",
         .error = "seed must be a whole number from 0 to 9007199254740991, but is \"7\"."},
        {.body = R"({"rules": [], "seed": 1.5})",
         .error = "seed must be a whole number from 0 to 9007199254740991, but is 1.5."},
        {.body = R"({"rules": ["drop"]})", .error = "rules[0] must be an object, but is \"drop\"."},
        {.body = R"({"rules": [[]]})", .error = "rules[0] must be an object, but is a list."},
    };
    for (const auto& each : rows) check(each);
}

TEST_CASE("an invalid rule is refused") {
    const std::string known{effects};
    const error_row rows[] = {
        {.body = R"({"rules": [{"effect": {"drop": {}}, "match": {"plane": "control"}}, {}]})",
         .error = "rules[1].effect is empty; give a delay or one of " + known + "."},
        {.body = R"({"rules": [{"effect": {}}]})",
         .error = "rules[0].effect is empty; give a delay or one of " + known + "."},
        {.body = R"({"rules": [{"effect": "drop"}]})",
         .error = "rules[0].effect must be an object, but is \"drop\"."},
        {.body = R"({"rules": [{"effect": {"dorp": {}}}]})",
         .error = "rules[0].effect.dorp is unknown; valid members are delay, " + known + "."},
        {.body = R"({"rules": [{"effect": {"drop": true}}]})",
         .error = "rules[0].effect.drop must be an object, but is true."},
        {.body = R"({"rules": [{"effect": {"drop": {"after": 1}}}]})",
         .error = "rules[0].effect.drop.after is unknown; no members are allowed."},
        {.body = R"({"rules": [{"effect": {"drop": {}, "stall": {}}}]})",
         .error = "rules[0].effect has both drop and stall; keep one of them."},
        {.body = R"({"rules": [{"effect": {"drop": {}}}]})",
         .error = "rules[0].match.plane is missing; give one of control, handshake, messaging, "
                  "delivery."},
        {.body = R"({"rules": [{"match": [], "effect": {"drop": {}}}]})",
         .error = "rules[0].match must be an object, but is a list."},
        {.body = R"({"rules": [{"match": {"plane": "sky"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.plane is \"sky\"; valid values are control, handshake, "
                  "messaging, delivery."},
        {.body = R"({"rules": [{"match": {"plane": 1}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.plane must be a string of 1 to 100 characters, but is 1."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "rom": "x"}, "effect": {"drop": {}}}]})",
         .error =
             "rules[0].match.rom is unknown; valid members are plane, action, operation, room, "
             "user, skip, every, "
             "first, probability."},
        {.body = R"({"rules": [{"name": "", "effect": {"delay": "PT1S"}}]})",
         .error = "rules[0].name must be a string of 1 to 100 characters, but is \"\"."},
        {.body =
             R"({"rules": [{"nmae": "a", "match": {"plane": "control"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].nmae is unknown; valid members are match, name, effect, counts."},
        {.body = R"({"rules": [{"name": "a", "match": {"plane": "control"}, "effect": {"drop": {}}},
                               {"name": "a", "match": {"plane": "control"}, "effect": {"drop": {}}}]})",
         .error =
             "rules[1].name is \"a\", which another rule has, too; counts are reported by name, "
             "so give another."},
    };
    for (const auto& each : rows) check(each);
}

TEST_CASE("an invalid match is refused") {
    const error_row rows[] = {
        {.body = R"({"rules": [{"match": {"operation": "Sendevent"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.operation is \"Sendevent\"; valid values are " +
                  operation_names() + "."},
        {.body = R"({"rules": [{"match": {"action": "SEND"}, "effect": {"drop": {}}}]})",
         .error =
             "rules[0].match.action is \"SEND\"; valid values are SEND_MESSAGE, DELETE_MESSAGE, "
             "DISCONNECT_USER, "
             "MESSAGE, EVENT."},
        {.body =
             R"({"rules": [{"match": {"plane": "delivery", "action": "SEND_MESSAGE"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.action is \"SEND_MESSAGE\"; valid values are MESSAGE, EVENT."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "action": "EVENT"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.action is not valid on the plane control; operation is for "
                  "control, action for "
                  "messaging and delivery."},
        {.body =
             R"({"rules": [{"match": {"plane": "messaging", "operation": "GetRoom"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.operation is not valid on the plane messaging; operation is "
                  "for control, action "
                  "for messaging and delivery."},
        {.body =
             R"({"rules": [{"match": {"plane": "handshake", "action": "EVENT"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.action is not valid on the plane handshake; operation is "
                  "for control, action "
                  "for messaging and delivery."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "room": "AbCdEfGhIjKl"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.room is \"AbCdEfGhIjKl\"; give a full room ARN such as "
                  "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "user": ["a"]}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.user must be a string of 1 to 128 characters, but is a list."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "first": 0}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.first must be a whole number from 1 to 1000000000, but is 0."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "every": 0}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.every must be a whole number from 1 to 1000000000, but is 0."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "skip": -1}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.skip must be a whole number from 0 to 1000000000, but is -1."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "first": 2.0}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.first must be a whole number from 1 to 1000000000, but is 2.0."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "probability": "often"}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.probability must be a number from 0 to 1, but is \"often\"."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "probability": 1.01}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.probability must be a number from 0 to 1, but is 1.01."},
        {.body =
             R"({"rules": [{"match": {"plane": "control", "probability": -0.1}, "effect": {"drop": {}}}]})",
         .error = "rules[0].match.probability must be a number from 0 to 1, but is -0.1."},
    };
    for (const auto& each : rows) check(each);
}

TEST_CASE("the number of rules is limited") {
    json rules = json::array();
    const json rule{{"effect", {{"duplicate", json::object()}}}};
    for (int i = 0; i < 256; ++i) rules.push_back(rule);
    CHECK(control::parse_faults(json{{"rules", rules}}.dump()));
    rules.push_back(rule);
    CHECK_FALSE(control::parse_faults(json{{"rules", rules}}.dump()));
}

TEST_CASE("only the first error is reported, and long values are cut") {
    const std::string name(5000, 'x');
    const auto body = json{{"rules", json::array()}, {name, 1}}.dump();
    const auto plan = control::parse_faults(body);
    REQUIRE_FALSE(plan);
    CHECK(plan.error().message.size() < 200);
}
