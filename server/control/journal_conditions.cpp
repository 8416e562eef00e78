#include "control/journal_conditions.hpp"

#include "control/query.hpp"
#include "model/patterns.hpp"
#include "text/ascii.hpp"
#include "text/unicode.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace ivschat::control {
namespace {

using json = nlohmann::json;

constexpr std::size_t most_attributes = 50;
constexpr std::size_t longest_value = 8192; // bytes

bool is_room_arn_or_id(std::string_view value) {
    const auto in_id = [](char c) { return text::is_letter_or_digit(c) || c == '-'; };
    return model::patterns::is_room_arn(value) ||
           (!value.empty() && std::all_of(value.begin(), value.end(), in_id));
}

std::string kinds() {
    std::string names;
    for (std::size_t i = 0; i < journal::entry_kinds; ++i) {
        if (i > 0) names += ", ";
        names += journal::name_of(static_cast<journal::entry_kind>(i));
    }
    return names;
}

// What a member of that form must be. Empty if the value is valid.
std::optional<std::string> constraint_violation(value_form form, std::string_view value) {
    switch (form) {
    case value_form::kind:
        if (!journal::entry_kind_of(value)) return "one of " + kinds();
        break;
    case value_form::room:
        if (!is_room_arn_or_id(value)) return "a room's ARN or its id, such as AbCdEfGhIjKl";
        break;
    case value_form::number:
        if (value.empty() || value.size() > 19 || value.front() == '0' ||
            !std::all_of(value.begin(), value.end(), text::is_digit)) {
            return "a whole number greater than zero";
        }
        break;
    case value_form::text:
        if (value.size() > longest_value) {
            return "at most " + std::to_string(longest_value) + " bytes long";
        }
        break;
    }
    return std::nullopt;
}

using test = decltype(journal::condition::wanted);

// {"equals": ...}, {"contains": ...} or {"matches": ...}.
std::optional<test> read_comparison(object_reader in) {
    const auto equals = in.any_text("equals");
    const auto contains = in.any_text("contains");
    const auto matches = in.any_text("matches");
    in.reject_unknown_members();
    if (int{equals.has_value()} + int{contains.has_value()} + int{matches.has_value()} != 1) {
        in.add_error("must have exactly one of equals, contains and matches");
        return std::nullopt;
    }
    if (equals) return journal::equal_to{*equals};
    if (contains) return journal::containing{*contains};
    auto compiled = journal::pattern::compile(*matches);
    if (compiled) return *std::move(compiled);
    in.add_error("matches", "is not a regular expression: " + compiled.error().message);
    return std::nullopt;
}

std::optional<test> read_text(object_reader& in, std::string_view name, const json& value) {
    if (value.is_object()) return read_comparison(*in.object(name));
    if (value.is_string()) return journal::equal_to{value.get<std::string>()};
    in.expect(name, value, "a string or an object such as {\"contains\": \"...\"}");
    return std::nullopt;
}

std::optional<test> read_member(object_reader& in, const named_field& field, const json& value) {
    if (field.form == value_form::text) return read_text(in, field.name, value);
    const bool is_number = field.form == value_form::number;
    // Stays empty if the value has another type, and then violates the constraint below.
    std::string text;
    if (is_number && value.is_number()) text = value.dump();
    if (!is_number && value.is_string()) text = value.get<std::string>();
    const auto must_be = constraint_violation(field.form, text);
    if (!must_be) return journal::equal_to{text};
    in.expect(field.name, value, *must_be);
    return std::nullopt;
}

void read_attributes(object_reader& in, std::vector<journal::condition>& out) {
    const auto* const map = in.find(attributes_name);
    if (map == nullptr) return;
    if (!map->is_object()) {
        return in.expect(attributes_name, *map, "an object such as {\"color\": \"red\"}");
    }
    if (map->size() > most_attributes) {
        return in.add_error(attributes_name,
                            "must have at most " + std::to_string(most_attributes) +
                                " members, but has " + std::to_string(map->size()));
    }
    auto attributes = *in.object(attributes_name);
    for (const auto& [key, value] : map->items()) {
        auto wanted = read_text(attributes, key, value);
        if (!wanted) return;
        out.push_back(
            {.where = journal::field::attribute, .attribute = key, .wanted = *std::move(wanted)});
    }
}

} // namespace

model::result<journal::condition> to_condition(const named_field& field, std::string_view value) {
    if (const auto must_be = constraint_violation(field.form, value)) {
        return invalid_query(std::string{field.name} + " must be " + *must_be + ", but is \"" +
                             std::string{text::cut(value, 80)} + "\".");
    }
    return journal::condition{.where = field.field,
                              .wanted = journal::equal_to{std::string{value}}};
}

std::vector<journal::condition> read_conditions(object_reader& in) {
    std::vector<journal::condition> conditions;
    for (const auto& field : journal_fields) {
        const auto* const value = in.find(field.name);
        if (value == nullptr) continue;
        auto wanted = read_member(in, field, *value);
        if (wanted) conditions.push_back({.where = field.field, .wanted = *std::move(wanted)});
    }
    read_attributes(in, conditions);
    return conditions;
}

} // namespace ivschat::control
