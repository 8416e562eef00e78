// Compares the hand-written matchers with std::regex, which is slow but takes the API model's
// texts.
#include "model/patterns.hpp"

#include <doctest/doctest.h>

#include <random>
#include <regex>
#include <string>
#include <vector>

using namespace ivschat::model;

namespace {

struct row {
    std::string_view name;
    const pattern& tested;
    std::string_view oracle = {}; // where the shown text is not ECMAScript
    std::string_view example = {};
};

const row rows[] = {
    {.name = "room ARN",
     .tested = patterns::room_arn,
     .example = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl"},
    {.name = "logging configuration ARN",
     .tested = patterns::logging_configuration_arn,
     .example = "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/AbCdEfGhIjKl"},
    {.name = "Lambda ARN",
     .tested = patterns::lambda_arn,
     .example = "arn:aws:lambda:us-east-1:123456789012:function:review"},
    // std::regex reads `9-_` as a range.
    {.name = "name",
     .tested = patterns::name,
     .oracle = "^[a-zA-Z0-9_-]*$",
     .example = "My-room_1"},
    {.name = "alphanumeric", .tested = patterns::alphanumeric, .example = "AbCdEfGhIjK1"},
    {.name = "tag key", .tested = patterns::tag_key, .example = "aws:tag"},
};

std::regex oracle_of(const row& row) {
    return std::regex{std::string{row.oracle.empty() ? row.tested.text : row.oracle}};
}

using engine = std::mt19937_64;

std::size_t below(engine& random, std::size_t bound) { return random() % bound; }

// Characters and texts that are significant in any of the patterns.
std::string random_piece(engine& random) {
    static const std::vector<std::string> pieces = {"arn:",
                                                    "aws:",
                                                    "AWS:",
                                                    "aWs",
                                                    "ivschat:",
                                                    "lambda:",
                                                    "us-east-1",
                                                    "123456789012",
                                                    "12345678901",
                                                    "1234567890123",
                                                    ":",
                                                    "/",
                                                    "room/",
                                                    ":room/",
                                                    "logging-configuration/",
                                                    "function:",
                                                    ":function:",
                                                    "a",
                                                    "Z",
                                                    "0",
                                                    "9",
                                                    "-",
                                                    "_",
                                                    ".",
                                                    " ",
                                                    "\n",
                                                    "\r",
                                                    "\t",
                                                    "$",
                                                    "^",
                                                    std::string{"\0", 1},
                                                    "\xc3\xa9",
                                                    "\xff",
                                                    "\x7f",
                                                    "@",
                                                    "[",
                                                    "`",
                                                    "{"};
    return pieces[below(random, pieces.size())];
}

std::string random_text(engine& random) {
    std::string text;
    for (auto count = below(random, 9); count > 0; --count) text += random_piece(random);
    return text;
}

// A valid value with a few random changes.
std::string mutated(engine& random, std::string text) {
    for (auto changes = below(random, 3); changes > 0; --changes) {
        const auto at = below(random, text.size() + 1);
        switch (below(random, 3)) {
        case 0:
            text.insert(at, random_piece(random));
            break;
        case 1:
            text.erase(at, 1 + below(random, 3));
            break;
        default:
            text.replace(at, 1, random_piece(random));
        }
    }
    return text;
}

} // namespace

TEST_CASE("the matchers agree with their patterns") {
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto oracle = oracle_of(row);
        engine random{1};
        int matching = 0;
        std::vector<std::string> disagreements;
        for (int i = 0; i < 4000; ++i) {
            const auto text =
                i % 2 == 0 ? mutated(random, std::string{row.example}) : random_text(random);
            const bool wanted = std::regex_match(text, oracle);
            matching += wanted ? 1 : 0;
            if (row.tested.matches(text) != wanted) disagreements.push_back(text);
        }
        // One failure is enough to see.
        CAPTURE(disagreements.empty() ? "" : disagreements.front());
        CHECK(disagreements.size() == 0);
        // The generator must have made matching and other texts.
        CHECK(matching > 300);
        CHECK(matching < 3700);
    }
}

TEST_CASE("the matchers agree with the patterns on every single character") {
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto oracle = oracle_of(row);
        for (int byte = 0; byte < 256; ++byte) {
            CAPTURE(byte);
            const std::string alone(1, static_cast<char>(byte));
            const auto behind = std::string{row.example} + alone;
            CHECK(row.tested.matches(alone) == std::regex_match(alone, oracle));
            CHECK(row.tested.matches(behind) == std::regex_match(behind, oracle));
        }
        CHECK(row.tested.matches("") == std::regex_match("", oracle));
    }
}

TEST_CASE("the hint of a pattern contains a valid value") {
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto start = row.tested.hint.find("arn:");
        if (start == std::string_view::npos) continue;
        const auto shown = row.tested.hint.substr(start);
        CHECK(row.tested.matches(shown.substr(0, shown.find_first_of(", "))));
    }
}

TEST_CASE("long input is matched without recursion") {
    const std::string many(1'000'000, 'a');
    CHECK(patterns::is_name(many));
    CHECK(patterns::is_alphanumeric(many));
    CHECK(patterns::is_room_arn("arn:aws:ivschat:us-east-1:1:room/" + many));
    CHECK_FALSE(patterns::is_room_arn("arn:aws:ivschat:us-east-1:1:room/" + many + "/"));
    CHECK(
        patterns::is_lambda_arn_or_empty("arn:aws:lambda:us-east-1:123456789012:function:" + many));
}
