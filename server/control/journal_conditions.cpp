#include "control/journal_conditions.hpp"

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

bool is_room(std::string_view value) {
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

// What a member of that form must be, or nothing if the value is it.
std::optional<std::string> objection(value_form form, std::string_view value) {
    switch (form) {
    case value_form::kind:
        if (!journal::entry_kind_of(value)) return "one of " + kinds();
        break;
    case value_form::room:
        if (!is_room(value)) return "a room's ARN or its id, such as AbCdEfGhIjKl";
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
read_result<test> read_comparison(const json& object, const std::string& path) {
    strict_object in{object, path};
    const auto equals = in.string("equals");
    const auto contains = in.string("contains");
    const auto matches = in.string("matches");
    if (auto error = in.finish()) return *std::move(error);
    if (int{equals.has_value()} + int{contains.has_value()} + int{matches.has_value()} != 1) {
        return request_error{path + " must have exactly one of equals, contains and matches."};
    }
    if (equals) return test{journal::equal_to{*equals}};
    if (contains) return test{journal::containing{*contains}};
    auto compiled = journal::pattern::compile(*matches);
    if (compiled) return test{*std::move(compiled)};
    return request_error{path + ".matches is no regular expression: " + compiled.error().message};
}

read_result<test> read_text(const json& value, const std::string& path) {
    if (value.is_object()) return read_comparison(value, path);
    const auto* const text = value.get_ptr<const std::string*>();
    if (text != nullptr) return test{journal::equal_to{*text}};
    return request_error{path +
                         " must be a string or an object such as {\"contains\": \"...\"}, but is " +
                         describe(value) + "."};
}

read_result<test> read_member(const named_field& field, const json& value,
                              const std::string& path) {
    if (field.form == value_form::text) return read_text(value, path);
    const bool fits = field.form == value_form::number ? value.is_number() : value.is_string();
    const auto text = value.is_string() ? value.get<std::string>() : describe(value);
    // An objection to the empty text says what the form demands.
    auto must_be = fits ? objection(field.form, text) : objection(field.form, "");
    if (!must_be) return test{journal::equal_to{text}};
    return request_error{path + " must be " + *must_be + ", but is " + describe(value) + "."};
}

void read_attributes(strict_object& in, std::vector<journal::condition>& out) {
    const auto* const map = in.find(attributes_name);
    if (map == nullptr) return;
    if (!map->is_object()) {
        return in.complain(attributes_name, "an object such as {\"color\": \"red\"}");
    }
    if (map->size() > most_attributes) {
        return in.complain({"attributes must have at most " + std::to_string(most_attributes) +
                            " members, but has " + std::to_string(map->size()) + "."});
    }
    for (const auto& [key, value] : map->items()) {
        const auto path = "attributes." + std::string{text::cut(key, 80)};
        auto wanted = read_text(value, path);
        if (!wanted) return in.complain(wanted.error());
        out.push_back(
            {.where = journal::field::attribute, .attribute = key, .wanted = *std::move(wanted)});
    }
}

} // namespace

read_result<journal::condition> to_condition(const named_field& field, std::string_view value) {
    if (const auto must_be = objection(field.form, value)) {
        return request_error{std::string{field.name} + " must be " + *must_be + ", but is \"" +
                             std::string{text::cut(value, 80)} + "\"."};
    }
    return journal::condition{.where = field.field,
                              .wanted = journal::equal_to{std::string{value}}};
}

std::vector<journal::condition> read_conditions(strict_object& in) {
    std::vector<journal::condition> conditions;
    for (const auto& field : journal_fields) {
        const auto* const value = in.find(field.name);
        if (value == nullptr) continue;
        auto wanted = read_member(field, *value, in.path_of(field.name));
        if (!wanted)
            in.complain(wanted.error());
        else
            conditions.push_back({.where = field.field, .wanted = *std::move(wanted)});
    }
    read_attributes(in, conditions);
    return conditions;
}

} // namespace ivschat::control
