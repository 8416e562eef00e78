#include "value_cases.hpp"

#include "pattern_sample.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>
#include <stdexcept>

namespace ivschat::test {
namespace {

using nlohmann::json;

constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

// Of two, three and four bytes of UTF-8.
constexpr std::string_view wide_characters[] = {"\u00e9", "\u8a9e", "\U0001f600"};

std::size_t least(const json& facts) { return facts.value("min", std::size_t{0}); }
std::size_t most(const json& facts) { return facts.value("max", unbounded); }

bool is_within(const json& facts, std::size_t length) {
    return length >= least(facts) && length <= most(facts);
}

bool fits_pattern(const json& facts, const std::string& text) {
    return !facts.contains("pattern") || matches(facts["pattern"], text);
}

std::string repeat(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

// A text of that many code points that the pattern lets pass and that is not ASCII alone.
std::optional<std::string> wide_text(const json& facts, std::string_view wide, std::size_t length) {
    if (length == 0) return std::nullopt;
    if (!facts.contains("pattern")) return repeat(wide, length);
    auto text = sample(facts["pattern"], length - 1);
    if (!text || !fits_pattern(facts, *text + std::string{wide})) return std::nullopt;
    return text->append(wide);
}

std::string nonempty_sample(const json& facts) {
    for (std::size_t length = std::max<std::size_t>(1, least(facts));; ++length) {
        if (auto text = sample(facts["pattern"], length)) return *text;
    }
}

// Not always one that the pattern lets pass.
std::string text_of_length(const json& facts, std::size_t length) {
    const auto text = facts.contains("pattern") ? sample(facts["pattern"], length) : std::nullopt;
    return text.value_or(std::string(length, 'a'));
}

// Small changes of a good text, which make a bad one of it or not.
std::set<std::string> near_texts(const std::string& pattern, const std::string& good) {
    std::set<std::string> near{"x" + good};
    for (const auto* const other : {"a", "z", "A", "Z", "0", "9", "-", "_", ".", "#", "/", ":", "!",
                                    " ", "\n", "\t", "\u00e9"}) {
        near.insert(other);
        near.insert(good + other);
        near.insert(other + good);
        near.insert(good.substr(0, good.size() - 1) + other);
        near.insert(good.substr(0, good.size() / 2) + other + good.substr(good.size() / 2 + 1));
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        near.insert(std::string{good}.erase(at, 1));
        near.insert(std::string{good}.insert(at, 1, good[at]));
    }
    auto front = refused_front(pattern);
    near.insert(front + good);
    for (char& c : front) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    near.insert(front + good);
    return near;
}

value_case of_length(const json& facts, std::string text) {
    const auto length = text::code_points(text);
    value_case made{.what = std::to_string(length) + " code points, " +
                            std::to_string(text.size()) + " bytes",
                    .value = text};
    if (is_within(facts, length)) return made;
    made.expected = verdict::invalid;
    // Which of the two constraints is told is not for us to say.
    made.failures = {{.path = {}, .constraint = {}}};
    if (fits_pattern(facts, text)) made.failures[0].constraint = length_constraint(facts);
    return made;
}

} // namespace

std::string length_constraint(const json& facts) {
    const std::string member = "Member must have length ";
    const auto min = std::to_string(least(facts));
    const auto max = std::to_string(most(facts));
    if (!facts.contains("max")) return member + "greater than or equal to " + min;
    if (!facts.contains("min")) return member + "less than or equal to " + max;
    return member + "between " + min + " and " + max + ", inclusive";
}

value_cases wrong_types(json::value_t right) {
    value_cases made;
    const auto add = [&](std::string what, json value) {
        if (value.type() != right)
            made.push_back({std::move(what), std::move(value), verdict::malformed});
    };
    add("a string", "1");
    add("a number", 1);
    add("a fraction", 1.5);
    add("a boolean", true);
    add("a list", json::array({"x"}));
    add("an empty list", json::array());
    add("an object", {{"x", "y"}});
    add("an empty object", json::object());
    return made;
}

value_cases case_maker::of_string(const json& facts) {
    auto made = wrong_types(json::value_t::string);
    std::set<std::size_t> lengths{0, least(facts)};
    if (least(facts) > 0) lengths.insert(least(facts) - 1);
    if (facts.contains("max")) lengths.merge(std::set{most(facts), most(facts) + 1});
    for (const auto length : lengths) {
        auto text = text_of_length(facts, length);
        if (is_within(facts, length) && !fits_pattern(facts, text)) continue;
        made.push_back(of_length(facts, std::move(text)));
    }
    const auto longest = facts.contains("max") ? most(facts) : 100;
    for (const auto wide : wide_characters) {
        for (const auto length : {longest, longest + 1}) {
            auto text = wide_text(facts, wide, length);
            if (text) made.push_back(of_length(facts, *std::move(text)));
        }
    }
    if (!facts.contains("pattern")) return made;
    made.push_back(of_length(facts, nonempty_sample(facts)));
    for (auto& each : of_pattern(facts)) made.push_back(std::move(each));
    return made;
}

value_cases case_maker::of_pattern(const json& facts) {
    const std::string pattern = facts["pattern"];
    value_cases made;
    for (const auto& text : near_texts(pattern, nonempty_sample(facts))) {
        if (!is_within(facts, text::code_points(text))) continue;
        if (matches(pattern, text)) {
            made.push_back({.what = "good pattern " + json(text).dump(), .value = text});
            continue;
        }
        made.push_back({.what = "bad pattern " + json(text).dump(),
                        .value = text,
                        .expected = verdict::invalid,
                        .failures = {{.path = {},
                                      .constraint = "Member must satisfy regular expression "
                                                    "pattern: ^" +
                                                    pattern + "$"}}});
    }
    const auto is_invalid = [](const value_case& each) {
        return each.expected == verdict::invalid;
    };
    if (std::none_of(made.begin(), made.end(), is_invalid))
        throw std::logic_error{"nothing is refused by " + pattern};
    return made;
}

value_cases case_maker::of_enum(const json& facts) {
    auto made = wrong_types(json::value_t::string);
    std::string allowed;
    std::set<std::string> bad{"", "UNKNOWN"};
    for (const std::string value : facts["enum"]) {
        made.push_back({.what = "the value " + value, .value = value});
        allowed += (allowed.empty() ? "" : ", ") + value;
        auto lower = value;
        for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        bad.merge(std::set{lower, value + " ", value.substr(1)});
    }
    for (const auto& text : bad) {
        made.push_back({.what = "bad enum \"" + text + "\"",
                        .value = text,
                        .expected = verdict::invalid,
                        .failures = {{.path = {},
                                      .constraint = "Member must satisfy enum value set: [" +
                                                    allowed + "]"}}});
    }
    return made;
}

value_cases case_maker::of_integer(const json& facts) {
    constexpr std::int64_t beyond_32_bits = std::int64_t{1} << 31U;
    auto made = wrong_types(json::value_t::number_integer);
    for (const auto& number :
         {json(beyond_32_bits), json(-beyond_32_bits - 1), json(beyond_32_bits * 2 + 1),
          json(std::numeric_limits<std::uint64_t>::max())}) {
        made.push_back({"the number " + number.dump(), number, verdict::malformed});
    }
    const int min = facts.at("min");
    const int max = facts.at("max");
    for (const int number : std::set{min - 1, min, max, max + 1, 0, -1}) {
        value_case made_of_number{.what = "the number " + std::to_string(number), .value = number};
        if (number < min || number > max) {
            made_of_number.expected = verdict::invalid;
            made_of_number.failures = {{.path = {},
                                        .constraint = "Member must be between " +
                                                      std::to_string(min) + " and " +
                                                      std::to_string(max) + ", inclusive"}};
        }
        made.push_back(std::move(made_of_number));
    }
    return made;
}

json case_maker::valid_scalar(const json& facts) {
    if (facts["type"] == "integer") return facts.at("min");
    if (facts.contains("enum")) return facts["enum"][0];
    for (auto length = least(facts);; ++length) {
        auto text = text_of_length(facts, length);
        if (fits_pattern(facts, text)) return text;
    }
}

} // namespace ivschat::test
