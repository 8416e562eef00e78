#include "text/timestamp.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace ivschat::text;

namespace doctest {

template <>
struct StringMaker<std::optional<timestamp>> {
    static String convert(const std::optional<timestamp>& time) {
        return time ? rfc3339_nanoseconds(*time).c_str() : "no time";
    }
};

} // namespace doctest

namespace {

constexpr timestamp at(std::int64_t seconds, std::int64_t nanoseconds = 0) {
    return timestamp{std::chrono::seconds{seconds} + std::chrono::nanoseconds{nanoseconds}};
}

} // namespace

TEST_CASE("a time is written in AWS's forms") {
    struct row {
        std::string_view name;
        timestamp time;
        std::string_view milliseconds;
        std::string_view epoch;
        std::string_view nanoseconds;
    };
    const row rows[] = {
        {.name = "the epoch",
         .time = at(0),
         .milliseconds = "1970-01-01T00:00:00.000Z",
         .epoch = "0.000",
         .nanoseconds = "1970-01-01T00:00:00Z"},
        {.name = "all nine digits",
         .time = at(1795334165, 123'456'789),
         .milliseconds = "2026-11-22T07:56:05.123Z",
         .epoch = "1795334165.123",
         .nanoseconds = "2026-11-22T07:56:05.123456789Z"},
        {.name = "truncated, not rounded",
         .time = at(1795334165, 999'999'999),
         .milliseconds = "2026-11-22T07:56:05.999Z",
         .epoch = "1795334165.999",
         .nanoseconds = "2026-11-22T07:56:05.999999999Z"},
        {.name = "half a millisecond",
         .time = at(1795334165, 500'000),
         .milliseconds = "2026-11-22T07:56:05.000Z",
         .epoch = "1795334165.000",
         .nanoseconds = "2026-11-22T07:56:05.0005Z"},
        {.name = "a published capture, whose last zero is trimmed",
         .time = at(1669969551, 136'912'720),
         .milliseconds = "2022-12-02T08:25:51.136Z",
         .epoch = "1669969551.136",
         .nanoseconds = "2022-12-02T08:25:51.13691272Z"},
        {.name = "one digit is left",
         .time = at(1795334165, 100'000'000),
         .milliseconds = "2026-11-22T07:56:05.100Z",
         .epoch = "1795334165.100",
         .nanoseconds = "2026-11-22T07:56:05.1Z"},
        {.name = "zeros in front are kept",
         .time = at(1795334165, 1),
         .milliseconds = "2026-11-22T07:56:05.000Z",
         .epoch = "1795334165.000",
         .nanoseconds = "2026-11-22T07:56:05.000000001Z"},
        {.name = "a leap day",
         .time = at(1709251199),
         .milliseconds = "2024-02-29T23:59:59.000Z",
         .epoch = "1709251199.000",
         .nanoseconds = "2024-02-29T23:59:59Z"},
        {.name = "just before the epoch",
         .time = at(0, -1),
         .milliseconds = "1969-12-31T23:59:59.999Z",
         .epoch = "-0.001",
         .nanoseconds = "1969-12-31T23:59:59.999999999Z"},
        {.name = "1678",
         .time = at(-9214560000),
         .milliseconds = "1678-01-01T00:00:00.000Z",
         .epoch = "-9214560000.000",
         .nanoseconds = "1678-01-01T00:00:00Z"},
        {.name = "2261",
         .time = at(9214646399, 999'999'999),
         .milliseconds = "2261-12-31T23:59:59.999Z",
         .epoch = "9214646399.999",
         .nanoseconds = "2261-12-31T23:59:59.999999999Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(iso8601_milliseconds(row.time) == row.milliseconds);
        CHECK(epoch_seconds(row.time) == row.epoch);
        CHECK(rfc3339_nanoseconds(row.time) == row.nanoseconds);
        CHECK(parse_rfc3339(row.nanoseconds) == row.time);
    }
}

TEST_CASE("a time is parsed with any offset and precision") {
    struct row {
        std::string_view text;
        timestamp time;
    };
    const row rows[] = {
        {.text = "2026-11-22T07:56:05Z", .time = at(1795334165)},
        {.text = "2026-11-22T07:56:05.0Z", .time = at(1795334165)},
        {.text = "2026-11-22T07:56:05.5Z", .time = at(1795334165, 500'000'000)},
        {.text = "2026-11-22T07:56:05.000000001Z", .time = at(1795334165, 1)},
        {.text = "2026-11-22T07:56:05+00:00", .time = at(1795334165)},
        {.text = "2026-11-22T07:56:05-00:00", .time = at(1795334165)},
        {.text = "2026-11-22T13:26:05+05:30", .time = at(1795334165)},
        {.text = "2026-11-21T23:56:05.25-08:00", .time = at(1795334165, 250'000'000)},
        {.text = "2026-11-23T07:55:05+23:59", .time = at(1795334165)},
        {.text = "2024-02-29T00:00:00Z", .time = at(1709164800)},
        {.text = "2000-02-29T00:00:00Z", .time = at(951782400)},
        {.text = "1678-01-01T00:00:00+23:59", .time = at(-9214560000 - 86340)},
        {.text = "2261-12-31T23:59:59-23:59", .time = at(9214646399 + 86340)},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(parse_rfc3339(row.text) == row.time);
    }
}

TEST_CASE("a malformed time is refused") {
    for (const std::string_view text : {
             "",
             "Z",
             "now",
             "1795334165",
             "2026-11-22",
             "2026-11-22T07:56:05", // no offset
             "2026-11-22T07:56Z",
             "2026-11-22T07:56:05.Z",
             "2026-11-22T07:56:05,5Z",
             "2026-11-22T07:56:05.0000000001Z",
             "2026-11-22 07:56:05Z",
             "2026-11-22T07:56:05 Z",
             " 2026-11-22T07:56:05Z",
             "2026-11-22T07:56:05Z ",
             "2026-11-22T07:56:05ZZ",
             "2026-11-22T07:56:05+0530",
             "2026-11-22T07:56:05+05",
             "2026-11-22T07:56:05+24:00",
             "2026-11-22T07:56:05+05:60",
             "2026-11-22T07:56:05+5:30",
             "2026-11-22T07:56:05Z+00:00",
             "2026-00-22T07:56:05Z",
             "2026-13-22T07:56:05Z",
             "2026-11-00T07:56:05Z",
             "2026-11-31T07:56:05Z",
             "2026-11-22T24:00:00Z",
             "2026-11-22T07:60:05Z",
             "2026-11-22T07:56:60Z",
             "2026-1-22T07:56:05Z",
             "26-11-22T07:56:05Z",
             "+2026-11-22T07:56:05Z",
             "-2026-11-22T07:56:05Z",
             "2026-11-2xT07:56:05Z",
             "20261122T075605Z",
             "2026-11-22T-7:56:05Z",
             "2026-11-22T07:56:05.-1Z",
         }) {
        CAPTURE(text);
        CHECK_FALSE(parse_rfc3339(text).has_value());
    }
    CHECK_FALSE(parse_rfc3339(std::string_view{"2026-11-22T07:56:05Z\0", 21}).has_value());
}

TEST_CASE("29 February exists in leap years only") {
    for (const std::string_view text : {"2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
                                        "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rfc3339(text).has_value());
    }
}

TEST_CASE("years that nanoseconds cannot hold are refused") {
    for (const std::string_view text :
         {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1677-12-31T23:59:59Z",
          "2262-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rfc3339(text).has_value());
    }
}

TEST_CASE("a written time is read back unchanged") {
    std::mt19937_64 random{1};
    std::uniform_int_distribution<std::int64_t> seconds{-9214560000, 9214646399};
    std::uniform_int_distribution<std::int64_t> nanoseconds{0, 999'999'999};
    for (int i = 0; i < 10'000; ++i) {
        const auto time = at(seconds(random), nanoseconds(random));
        REQUIRE(parse_rfc3339(rfc3339_nanoseconds(time)) == time);
        REQUIRE(parse_rfc3339(iso8601_milliseconds(time)) ==
                std::chrono::floor<std::chrono::milliseconds>(time));
    }
}
