#include "control/faults_json.hpp"

#include "control/json_object.hpp"
#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace ivschat;
using namespace std::chrono_literals;
using faults::plane;
using nlohmann::json;

namespace {

// One rule for each effect and each member, in the form of write_faults.
std::string golden() {
    std::ifstream in{IVSCHAT_SOURCE_DIR "/fixtures/control/faults.json"};
    REQUIRE(in);
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    return text.substr(0, text.find('\n'));
}

faults::rule read_one(const json& rule) {
    const auto plan = control::parse_faults(json{{"rules", {rule}}}.dump());
    REQUIRE(plan);
    REQUIRE(plan->rules.size() == 1);
    return plan->rules[0];
}

std::string rewrite(std::string_view body) {
    const auto plan = control::parse_faults(body);
    REQUIRE(plan);
    faults::rule_set rules;
    rules.replace(*plan, 0);
    return control::write_faults(rules);
}

} // namespace

TEST_CASE("written rules are read and written again byte for byte") {
    CHECK(rewrite(golden()) == golden());
}

TEST_CASE("an empty set of rules is written with its seed") {
    CHECK(rewrite(R"({"rules": []})") == R"({"seed":0,"rules":[]})");
    CHECK(rewrite(R"({"seed": 9007199254740991, "rules": []})") ==
          R"({"seed":9007199254740991,"rules":[]})");
}

TEST_CASE("counts are written, and ignored when they are read") {
    const auto plan = control::parse_faults(golden());
    REQUIRE(plan);
    faults::rule_set rules;
    rules.replace(*plan, 0);
    for (int i = 0; i < 3; ++i)
        rules.decide({.where = plane::messaging, .action = "DISCONNECT_USER"});
    const auto written = json::parse(control::write_faults(rules));
    CHECK(written["rules"][5]["counts"] == json{{"matched", 3}, {"hits", 3}});
    CHECK(rewrite(written.dump()) == golden());
}

TEST_CASE("every member of a rule is read") {
    const auto plan = control::parse_faults(golden());
    REQUIRE(plan);
    CHECK((plan->random_seed == 7));
    REQUIRE(plan->rules.size() == 12);
    const auto& words = plan->rules[2];
    CHECK(words.name == "in other words");
    CHECK(words.delay == 250ms);
    CHECK(words.when.skip == 1);
    CHECK(words.when.every == 3);
    CHECK((words.when.max_candidates == 4U));
    CHECK(words.when.probability == 0.25);
    const auto reply = std::get<faults::error_reply>(*words.then);
    CHECK(reply.kind.name == "InternalServerException");
    CHECK(reply.kind.status == 503);
    CHECK(reply.message == "a \"quoted\" word");
    const auto& frame = plan->rules[4];
    CHECK((frame.which.where == plane::messaging));
    CHECK((frame.which.action == "SEND_MESSAGE"));
    CHECK((frame.which.user_id == "bob"));
    CHECK(std::get<faults::closure>(*plan->rules[5].then).code == 4000);
    CHECK(std::get<faults::duplicate>(*plan->rules[7].then).copies == 2);
    CHECK(std::get<faults::reorder>(*plan->rules[8].then).release_after == 500ms);
    CHECK((std::get<faults::stall>(*plan->rules[9].then).duration == 10s));
    CHECK_FALSE(std::get<faults::stall>(*plan->rules[10].then).duration);
    CHECK(plan->rules[11].delay == 1min);
    CHECK_FALSE(plan->rules[11].then);
}

TEST_CASE("omitted members have defaults") {
    const auto rule = read_one({{"effect", {{"reorder", json::object()}}}});
    CHECK(rule.name == "rules[0]");
    CHECK((rule.which.where == plane::delivery));
    CHECK_FALSE(rule.which.action);
    CHECK(rule.when.every == 1);
    CHECK(rule.when.probability == 1);
    CHECK_FALSE(rule.when.max_candidates);
    CHECK(std::get<faults::reorder>(*rule.then).release_after == 1s);
    const auto refusal = read_one({{"effect", {{"refuse", json::object()}}}});
    CHECK(std::get<faults::handshake_refusal>(*refusal.then).status == 403);
    const auto frame = read_one({{"effect", {{"errorFrame", {{"code", 500}}}}}});
    CHECK(std::get<faults::error_frame>(*frame.then).message == "A fault rule says 500");
}

TEST_CASE("the plane is optional where only one is possible") {
    struct row {
        std::string_view name;
        json rule;
        plane expected;
    };
    const json drop{{"drop", json::object()}};
    const row rows[] = {
        {.name = "an operation",
         .rule = {{"match", {{"operation", "GetRoom"}}}, {"effect", drop}},
         .expected = plane::control},
        {.name = "a request of a connection",
         .rule = {{"match", {{"action", "DELETE_MESSAGE"}}}, {"effect", drop}},
         .expected = plane::messaging},
        {.name = "a type of frame",
         .rule = {{"match", {{"action", "EVENT"}}}, {"effect", drop}},
         .expected = plane::delivery},
        {.name = "an error",
         .rule = {{"effect", {{"error", {{"name", "ConflictException"}}}}}},
         .expected = plane::control},
        {.name = "an ERROR frame",
         .rule = {{"effect", {{"errorFrame", {{"code", 400}}}}}},
         .expected = plane::messaging},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK((read_one(row.rule).which.where == row.expected));
    }
}

TEST_CASE("names, users and messages may be any text") {
    for (const auto& hostile : test::hostile_strings) {
        CAPTURE(hostile.name);
        const std::string text{hostile.text};
        const auto body = rewrite(
            json{{"rules",
                  {{{"name", text},
                    {"match", {{"operation", "SendEvent"}, {"user", text}}},
                    {"effect", {{"error", {{"name", "ConflictException"}, {"message", text}}}}}}}}}
                .dump());
        const auto rule = json::parse(body)["rules"][0];
        CHECK(rule["name"] == text);
        CHECK(rule["match"]["user"] == text);
        CHECK(rule["effect"]["error"]["message"] == text);
    }
}

TEST_CASE("errors in a seed file have the path within the file") {
    const auto document = json::parse(R"({"rules": [{"effect": {"delay": "PT0S"}}]})");
    const auto plan = control::read_faults(document, "faults");
    REQUIRE_FALSE(plan);
    CHECK(plan.error().message ==
          "faults.rules[0].effect.delay must be a duration from PT0.001S to PT600S, but is "
          "\"PT0S\".");
}

TEST_CASE("durations are written as they are read") {
    struct row {
        std::chrono::nanoseconds length;
        std::string_view text;
    };
    const row rows[] = {{.length = 0s, .text = "PT0S"},
                        {.length = 1ns, .text = "PT0.000000001S"},
                        {.length = 50ms, .text = "PT0.05S"},
                        {.length = 1500ms, .text = "PT1.5S"},
                        {.length = 61min, .text = "PT3660S"}};
    for (const auto& row : rows) CHECK(control::to_iso8601(row.length) == row.text);
}
