#include "control/json_object.hpp"

#include "text/duration.hpp"
#include "text/unicode.hpp"

#include <algorithm>

namespace ivschat::control {
namespace {

using nlohmann::json;
using std::chrono::nanoseconds;

constexpr std::size_t max_quote_bytes = 60; // of the value in an error message

// For error messages: shortened, and valid UTF-8 whatever the client sent.
std::string describe(const json& value) {
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list";
    const auto text = value.dump();
    const auto shown = text::cut(text, max_quote_bytes);
    return std::string{shown} + (shown.size() < text.size() ? "..." : "");
}

std::string range_text(const std::string& least, const std::string& most) {
    return "from " + least + " to " + most;
}

} // namespace

void decode_errors::report(std::string_view path, std::string_view what) {
    if (errors_) return;
    const std::string subject{path.empty() ? "The document" : path};
    errors_ =
        model::api_error::plain(model::errors::validation, subject + " " + std::string{what} + ".");
    errors_->fields.push_back({.name = std::string{path}, .message = std::string{what}});
}

object_reader::object_reader(const json& value, std::string path, decode_errors& errors)
    : value_{value.is_object() ? &value : nullptr}, path_{std::move(path)}, errors_{&errors} {
    if (value_ == nullptr) add_error("must be an object, but is " + describe(value));
}

const json* object_reader::find(std::string_view name) {
    known_.emplace_back(name);
    if (value_ == nullptr) return nullptr;
    const auto found = value_->find(name);
    return found == value_->end() || found->is_null() ? nullptr : &*found;
}

std::string object_reader::path_of(std::string_view name) const {
    const std::string shown{text::cut(name, max_quote_bytes)};
    return path_.empty() ? shown : path_ + "." + shown;
}

void object_reader::add_error(std::string_view name, std::string_view what) {
    errors_->report(path_of(name), what);
}

void object_reader::expect(std::string_view name, const json& found, std::string_view expected) {
    add_error(name, "must be " + std::string{expected} + ", but is " + describe(found));
}

bool object_reader::has(std::string_view name) { return find(name) != nullptr; }

std::optional<std::string> object_reader::text(std::string_view name, std::size_t most) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    const auto* value = found->get_ptr<const std::string*>();
    if (value != nullptr && !value->empty() && text::code_points(*value) <= most) return *value;
    expect(name, *found, "a string of 1 to " + std::to_string(most) + " characters");
    return std::nullopt;
}

std::optional<std::string> object_reader::any_text(std::string_view name) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    if (found->is_string()) return found->get<std::string>();
    expect(name, *found, "a string");
    return std::nullopt;
}

std::optional<bool> object_reader::boolean(std::string_view name) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    if (found->is_boolean()) return found->get<bool>();
    expect(name, *found, "true or false");
    return std::nullopt;
}

std::optional<std::uint64_t>
object_reader::unsigned_integer(std::string_view name, std::uint64_t least, std::uint64_t most) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    if (found->is_number_unsigned()) {
        const auto value = found->get<std::uint64_t>();
        if (value >= least && value <= most) return value;
    }
    expect(name, *found,
           "a whole number " + range_text(std::to_string(least), std::to_string(most)));
    return std::nullopt;
}

std::optional<double> object_reader::fraction(std::string_view name) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    if (found->is_number()) {
        const auto value = found->get<double>();
        if (value >= 0 && value <= 1) return value;
    }
    expect(name, *found, "a number from 0 to 1");
    return std::nullopt;
}

std::optional<nanoseconds> object_reader::duration(std::string_view name, nanoseconds least,
                                                   nanoseconds most) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    const auto* text = found->get_ptr<const std::string*>();
    if (text == nullptr) {
        expect(name, *found, "a duration in ISO 8601 such as \"PT0.5S\"");
        return std::nullopt;
    }
    const auto value = text::parse_duration(*text);
    if (!value) {
        add_error(name, "is " + describe(*found) + ": " + value.error().message);
        return std::nullopt;
    }
    if (*value >= least && *value <= most) return *value;
    expect(name, *found, "a duration " + range_text(to_iso8601(least), to_iso8601(most)));
    return std::nullopt;
}

std::optional<object_reader> object_reader::object(std::string_view name) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    return object_reader{*found, path_of(name), *errors_};
}

object_reader object_reader::object_or_empty(std::string_view name) {
    const auto* found = find(name);
    if (found == nullptr) return object_reader{path_of(name), *errors_};
    return object_reader{*found, path_of(name), *errors_};
}

std::optional<std::vector<object_reader>> object_reader::objects(std::string_view name,
                                                                 std::size_t most) {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    std::vector<object_reader> all;
    if (!found->is_array() || found->size() > most) {
        expect(name, *found, "a list of at most " + std::to_string(most));
        return all;
    }
    for (std::size_t i = 0; i < found->size(); ++i) {
        all.emplace_back((*found)[i], path_of(name) + "[" + std::to_string(i) + "]", *errors_);
    }
    return all;
}

void object_reader::reject_unknown_members() {
    if (value_ == nullptr) return;
    for (const auto& [name, value] : value_->items()) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        std::vector<std::string_view> known;
        for (const auto& each : known_) {
            if (std::find(known.begin(), known.end(), each) == known.end()) known.push_back(each);
        }
        return add_error(name, known.empty() ? "is unknown; no members are allowed"
                                             : "is unknown; valid members are " + join(known));
    }
}

model::result<json> parse_document(std::string_view body) {
    decode_errors errors;
    // nlohmann takes a NUL for the end and ignores what follows.
    if (body.find('\0') != std::string_view::npos) {
        errors.report("", "is not JSON: it contains a NUL");
        return errors.error();
    }
    try {
        return json::parse(body);
    } catch (const json::exception& error) {
        // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
        std::string_view why = error.what();
        why.remove_prefix(std::min(why.find("] ") + 2, why.size()));
        errors.report("", "is not JSON: " + text::to_utf8(why));
        return errors.error();
    }
}

model::result<json> parse_optional_document(std::string_view body) {
    return parse_document(body.empty() ? std::string_view{"{}"} : body);
}

std::string join(std::span<const std::string_view> words) {
    std::string text;
    for (const auto word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

std::string to_iso8601(nanoseconds length) {
    constexpr auto second = nanoseconds{std::chrono::seconds{1}}.count();
    std::string text = "PT" + std::to_string(length.count() / second);
    if (const auto rest = length.count() % second; rest != 0) {
        text += "." + std::to_string(second + rest).substr(1); // nine digits, with leading zeros
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + "S";
}

} // namespace ivschat::control
