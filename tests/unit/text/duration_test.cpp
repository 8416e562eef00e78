#include "text/duration.hpp"

#include "support/hostile_strings.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace ivschat::text;
using namespace std::chrono;

TEST_CASE("a duration is parsed from its ISO 8601 form") {
    struct row {
        std::string_view text;
        nanoseconds length;
    };
    const row rows[] = {
        {.text = "PT2S", .length = seconds{2}},
        {.text = "PT61M", .length = minutes{61}},
        {.text = "PT1H", .length = hours{1}},
        {.text = "P1D", .length = days{1}},
        {.text = "P1DT2H3M4S", .length = days{1} + hours{2} + minutes{3} + seconds{4}},
        {.text = "P1DT4S", .length = days{1} + seconds{4}},
        {.text = "PT0.5S", .length = milliseconds{500}},
        {.text = "PT1.000000001S", .length = seconds{1} + nanoseconds{1}},
        {.text = "PT0.999999999S", .length = nanoseconds{999'999'999}},
        {.text = "PT0S", .length = nanoseconds{0}},
        {.text = "P0D", .length = nanoseconds{0}},
        {.text = "PT007S", .length = seconds{7}},
        {.text = "PT0000000000000000000000000001S", .length = seconds{1}},
        {.text = "PT86400S", .length = days{1}},
        {.text = "P106751D", .length = days{106'751}},
        {.text = "PT9223372036.854775807S", .length = nanoseconds::max()},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto length = parse_duration(row.text);
        REQUIRE(length);
        CHECK(length->count() == row.length.count());
    }
}

TEST_CASE("a malformed duration is refused with the reason and a remedy") {
    struct row {
        std::string_view text;
        std::string_view why;
    };
    const row rows[] = {
        {.text = "", .why = "it must begin with P"},
        {.text = "2", .why = "it must begin with P"},
        {.text = "2s", .why = "it must begin with P"},
        {.text = "pt2s", .why = "it must begin with P"},
        {.text = " PT2S", .why = "it must begin with P"},
        {.text = "+PT2S", .why = "it must begin with P"},
        {.text = "-PT2S", .why = "it must not be negative"},
        {.text = "P", .why = "nothing follows the P"},
        {.text = "PT", .why = "nothing follows the T"},
        {.text = "P1DT", .why = "nothing follows the T"},
        {.text = "PTS", .why = "a number is missing"},
        {.text = "PT-2S", .why = "a number is missing"},
        {.text = "PT.5S", .why = "a number is missing"},
        {.text = "PT1HT2S", .why = "a number is missing"},
        {.text = "PT2S ", .why = "a number is missing"},
        {.text = "PT2", .why = "the last number has no unit"},
        {.text = "PT2.", .why = "the last number has no unit"},
        {.text = "PT1.5H", .why = "only seconds may have a fraction"},
        {.text = "P0.5D", .why = "only seconds may have a fraction"},
        {.text = "PT2.S", .why = "a fraction has one to nine digits"},
        {.text = "PT0.0000000001S", .why = "a fraction has one to nine digits"},
        {.text = "PT0,5S", .why = "units are"},
        {.text = "PT2s", .why = "units are"},
        {.text = "P2S", .why = "units are"},
        {.text = "P2H", .why = "units are"},
        {.text = "PT1D", .why = "units are"},
        {.text = "PT1M1H", .why = "units are"},
        {.text = "PT1S1S", .why = "units are"},
        {.text = "P1D1D", .why = "units are"},
        {.text = "P1Y", .why = "years, months and weeks"},
        {.text = "P1M", .why = "years, months and weeks"},
        {.text = "P2W", .why = "years, months and weeks"},
        {.text = "P106752D", .why = "it is longer than 292 years"},
        {.text = "PT9223372036.854775808S", .why = "it is longer than 292 years"},
        {.text = "PT99999999999999999999S", .why = "it is longer than 292 years"},
        {.text = "P106751DT24H", .why = "it is longer than 292 years"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto length = parse_duration(row.text);
        REQUIRE_FALSE(length);
        const auto& message = length.error().message;
        CAPTURE(message);
        CHECK(message.starts_with(row.why));
        CHECK(message.find("such as PT2S") != std::string::npos);
    }
}

TEST_CASE("no text breaks the parser") {
    for (const auto& hostile : ivschat::test::hostile_strings) {
        CAPTURE(hostile.name);
        CHECK_FALSE(parse_duration(hostile.text));
        CHECK_FALSE(parse_duration("PT" + std::string{hostile.text}));
    }
    std::mt19937_64 random{1};
    constexpr std::string_view letters = "PTDHMS0195.-W";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = "P";
        for (auto count = random() % 12; count > 0; --count)
            text += letters[random() % letters.size()];
        if (const auto length = parse_duration(text)) REQUIRE(length->count() >= 0);
    }
}
