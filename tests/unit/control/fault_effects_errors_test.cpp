#include "fault_errors.hpp"

#include "control/json_object.hpp"
#include "faults/error_reply.hpp"

using namespace ivschat;
using namespace ivschat::control::test;

namespace {

std::string error_names() {
    std::vector<std::string_view> names;
    for (const auto& each : faults::known_errors()) names.push_back(each.name);
    return control::join(names);
}

} // namespace

TEST_CASE("an invalid effect is refused") {
    const error_row rows[] = {
        {.body =
             R"({"rules": [{"match": {"plane": "control"}, "effect": {"close": {"code": 4000}}}]})",
         .error = "rules[0].effect.close cannot happen on the plane control; it can on "
                  "handshake, messaging, "
                  "delivery."},
        {.body = R"({"rules": [{"match": {"plane": "handshake"}, "effect": {"duplicate": {}}}]})",
         .error =
             "rules[0].effect.duplicate cannot happen on the plane handshake; it can on delivery."},
        {.body = R"({"rules": [{"match": {"action": "MESSAGE"}, "effect": {"throttle": {}}}]})",
         .error = "rules[0].effect.throttle cannot happen on the plane delivery; it can on "
                  "control, handshake, "
                  "messaging."},
        {.body =
             R"({"rules": [{"match": {"plane": "messaging"}, "effect": {"error": {"name": "ConflictException"}}}]})",
         .error = "rules[0].effect.error cannot happen on the plane messaging; it can on control."},
        {.body =
             R"({"rules": [{"match": {"operation": "GetRoom"}, "effect": {"errorFrame": {"code": 400}}}]})",
         .error =
             "rules[0].effect.errorFrame cannot happen on the plane control; it can on messaging."},
        {.body = R"({"rules": [{"effect": {"error": {}}}]})",
         .error = "rules[0].effect.error.name is missing; valid values are " + error_names() + "."},
        {.body = R"({"rules": [{"effect": {"error": {"name": "Conflict"}}}]})",
         .error = "rules[0].effect.error.name is \"Conflict\", which AWS does not have; valid "
                  "values are " +
                  error_names() + "."},
        {.body =
             R"({"rules": [{"effect": {"error": {"name": "ConflictException", "status": 200}}}]})",
         .error =
             "rules[0].effect.error.status must be a whole number from 400 to 599, but is 200."},
        {.body =
             R"({"rules": [{"effect": {"error": {"name": "ConflictException", "mesage": ""}}}]})",
         .error =
             "rules[0].effect.error.mesage is unknown; valid members are name, status, message."},
        {.body = R"({"rules": [{"effect": {"errorFrame": {}}}]})",
         .error = "rules[0].effect.errorFrame.code is missing; AWS has 400, 401, 403, 404, "
                  "406, 413, 429 and 500."},
        {.body = R"({"rules": [{"effect": {"errorFrame": {"code": "400"}}}]})",
         .error = "rules[0].effect.errorFrame.code must be a whole number from 400 to 599, but "
                  "is \"400\"."},
        {.body = R"({"rules": [{"effect": {"refuse": {"status": 101}}}]})",
         .error =
             "rules[0].effect.refuse.status must be a whole number from 400 to 599, but is 101."},
        {.body = R"({"rules": [{"match": {"plane": "messaging"}, "effect": {"close": {}}}]})",
         .error = "rules[0].effect.close.code is missing; AWS closes with 1000."},
        {.body =
             R"({"rules": [{"match": {"plane": "messaging"}, "effect": {"close": {"code": 1006}}}]})",
         .error = "rules[0].effect.close.code is 1006, which no close frame may hold; valid values "
                  "are 1000 to 1003, 1007 to 1014 and 3000 to 4999, and 1006 is what clients see "
                  "of a drop."},
        {.body =
             R"({"rules": [{"match": {"plane": "messaging"}, "effect": {"close": {"code": 5000}}}]})",
         .error =
             "rules[0].effect.close.code must be a whole number from 1000 to 4999, but is 5000."},
        {.body = "{\"rules\": [{\"match\": {\"plane\": \"messaging\"}, \"effect\": {\"close\": "
                 "{\"code\": 1000, \"reason\": \""
                 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                 "\xc3\xa9\xc3\xa9\"}}}]}",
         .error = "rules[0].effect.close.reason must be at most 123 bytes in UTF-8, but is 124."},
        {.body = R"({"rules": [{"effect": {"duplicate": {"copies": 17}}}]})",
         .error =
             "rules[0].effect.duplicate.copies must be a whole number from 1 to 16, but is 17."},
        {.body = R"({"rules": [{"effect": {"reorder": {"releaseAfter": "PT2M"}}}]})",
         .error = "rules[0].effect.reorder.releaseAfter must be a duration from PT0.001S "
                  "to PT60S, but is "
                  "\"PT2M\"."},
        {.body =
             R"({"rules": [{"match": {"plane": "delivery"}, "effect": {"stall": {"for": 5}}}]})",
         .error = "rules[0].effect.stall.for must be a duration in ISO 8601 such as "
                  "\"PT0.5S\", but is 5."},
        {.body = R"({"rules": [{"match": {"plane": "delivery"}, "effect": {"delay": "PT11M"}}]})",
         .error = "rules[0].effect.delay must be a duration from PT0.001S to PT600S, but "
                  "is \"PT11M\"."},
    };
    for (const auto& each : rows) check(each);
}

TEST_CASE("the error of the duration parser is quoted") {
    const auto plan = control::parse_faults(
        R"({"rules": [{"match": {"plane": "delivery"}, "effect": {"delay": "5s"}}]})");
    REQUIRE_FALSE(plan);
    CHECK(plan.error().message.starts_with("rules[0].effect.delay is \"5s\": "));
}
