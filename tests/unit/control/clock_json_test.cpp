#include "control/clock_json.hpp"

#include "support/manual_clock.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace std::chrono_literals;

namespace {

constexpr runtime::timestamp start =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 7h + 56min + 5s;

struct clocks {
    test::manual_clock real{start};
    adjustable_clock clock{real};

    std::string shown() const { return control::write_clock(clock); }
    std::string error(std::string_view body) const {
        const auto command = control::parse_clock(clock, body);
        return command ? "(none)" : command.error().message;
    }
    // Applies the change in the body to the clock.
    control::clock_change change(std::string_view body) {
        const auto command = control::parse_clock(clock, body);
        REQUIRE(command);
        if (command->change == control::clock_change::freeze) clock.freeze();
        if (command->change == control::clock_change::resume) clock.resume();
        if (command->change == control::clock_change::move) CHECK_FALSE(clock.set(command->target));
        return command->change;
    }
};

} // namespace

TEST_CASE("a clock is written with its state and the real time") {
    clocks it;
    CHECK(it.shown() == R"({"now":"2026-11-22T07:56:05Z","frozen":false,)"
                        R"("realTime":"2026-11-22T07:56:05Z"})");
    it.change(R"({"freeze": true})");
    it.real.advance(1500ms);
    CHECK(it.shown() == R"({"now":"2026-11-22T07:56:05Z","frozen":true,)"
                        R"("realTime":"2026-11-22T07:56:06.5Z"})");
}

TEST_CASE("JSON freezes, sets, advances and resumes a clock") {
    using control::clock_change;
    clocks it;
    CHECK((it.change(R"({"freeze": true})") == clock_change::freeze));
    CHECK((it.change(R"({"set": "2030-01-01T00:00:00+01:00"})") == clock_change::move));
    CHECK(it.shown().starts_with(R"({"now":"2029-12-31T23:00:00Z","frozen":true)"));
    CHECK((it.change(R"({"advance": "PT61M", "freeze": null})") == clock_change::move));
    CHECK(it.shown().starts_with(R"({"now":"2030-01-01T00:01:00Z","frozen":true)"));
    CHECK((it.change(R"({"resume": true})") == clock_change::resume));
    it.real.advance(1s);
    CHECK(it.shown().starts_with(R"({"now":"2030-01-01T00:01:01Z","frozen":false)"));
    CHECK((it.change(R"({"advance": "PT0S"})") == clock_change::move));
}

TEST_CASE("parsing a change leaves the clock alone") {
    clocks it;
    const auto command = control::parse_clock(it.clock, R"({"advance": "PT1H"})");
    REQUIRE(command);
    CHECK(command->target == start + 1h);
    CHECK(it.clock.now() == start);
}

TEST_CASE("an invalid change is an error and leaves the clock alone") {
    struct row {
        std::string_view body;
        std::string_view error;
    };
    const row rows[] = {
        {.body = "{}",
         .error = "The document must have exactly one of freeze, resume, set, advance, but "
                  "has 0."},
        {.body = R"({"freeze": true, "advance": "PT1S"})",
         .error = "The document must have exactly one of freeze, resume, set, advance, but "
                  "has 2."},
        {.body = R"({"freeze": true, "resume": true, "set": "x", "advance": "y"})",
         .error = "The document must have exactly one of freeze, resume, set, advance, but "
                  "has 4."},
        {.body = R"({"advnace": "PT1S"})",
         .error = "advnace is unknown; valid members are freeze, resume, set, advance."},
        {.body = R"({"freeze": false})", .error = "freeze must be true or absent."},
        {.body = R"({"resume": 1})", .error = "resume must be true or false, but is 1."},
        {.body = R"({"set": 1893456000})",
         .error = "set must be a string of 1 to 100 characters, but is 1893456000."},
        {.body = R"({"set": "tomorrow"})",
         .error = "set is \"tomorrow\"; write a time as 2030-01-01T00:00:00Z, at "
                  "most 2261-01-01T00:00:00Z."},
        {.body = R"({"set": "2300-01-01T00:00:00Z"})",
         .error = "set is \"2300-01-01T00:00:00Z\"; write a time as 2030-01-01T00:00:00Z, at most "
                  "2261-01-01T00:00:00Z."},
        {.body = R"({"set": "2020-01-01T00:00:00Z"})",
         .error = "set is before the present time 2026-11-22T07:56:05Z, and time does not go "
                  "backwards: tokens that were used would open again. Reset the server to "
                  "start from the real time."},
        {.body = R"({"set": "1678-01-01T00:00:00Z"})",
         .error = "set is before the present time 2026-11-22T07:56:05Z, and time does not go "
                  "backwards: tokens that were used would open again. Reset the server to "
                  "start from the real time."},
        {.body = R"({"set": "2261-06-01T00:00:00Z"})",
         .error = "set is beyond 2261-01-01T00:00:00Z, the latest supported time; it is now "
                  "2026-11-22T07:56:05Z."},
        {.body = R"({"advance": 61})",
         .error = "advance must be a duration in ISO 8601 such as \"PT0.5S\", but is "
                  "61."},
        {.body = R"({"advance": "P91000D"})",
         .error = "advance is beyond 2261-01-01T00:00:00Z, the latest supported time; it is now "
                  "2026-11-22T07:56:05Z."},
        {.body = "[]", .error = "The document must be an object, but is a list."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        clocks it;
        CHECK(it.error(row.body) == row.error);
        CHECK(it.clock.now() == start);
        CHECK_FALSE(it.clock.is_frozen());
    }
}

TEST_CASE("errors of the JSON and duration parsers are quoted") {
    clocks it;
    CHECK(it.error("freeze").starts_with("The document is not JSON: parse error at line 1"));
    CHECK(it.error(R"({"advance": "61m"})").starts_with("advance is \"61m\": "));
    CHECK(it.error(R"({"advance": "-PT1S"})").starts_with("advance is \"-PT1S\": "));
}
