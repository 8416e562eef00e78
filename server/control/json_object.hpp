// Decodes the JSON documents of the control API member by member. The first error says where it is,
// what was found and what was expected.
#pragma once

#include "model/api_error.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::control {

// The first error of a document; later ones are dropped.
class decode_errors {
public:
    // `path` is that of a member, such as "rules[2].match.probability"; `what` continues the
    // sentence: "must be a number".
    void report(std::string_view path, std::string_view what);

    bool has_error() const { return errors_.has_value(); }
    // A ValidationException. Requires has_error().
    model::api_error error() const { return *errors_; }

private:
    std::optional<model::api_error> errors_;
};

// Reads one object. A member that is absent, null or invalid is read as nothing; if it is invalid,
// an error is reported too. The document and the errors must outlive the reader.
class object_reader {
public:
    // `path` is that of the object; empty: the whole document.
    object_reader(const nlohmann::json& value, std::string path, decode_errors& errors);

    // Each marks the member as known (see reject_unknown_members). Bounds are inclusive.
    std::optional<std::string> text(std::string_view name, std::size_t most_code_points);
    // Of any length; may be empty.
    std::optional<std::string> any_text(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<std::uint64_t> unsigned_integer(std::string_view name, std::uint64_t least,
                                                  std::uint64_t most);
    // A number from 0 to 1.
    std::optional<double> fraction(std::string_view name);
    // ISO 8601: "PT0.5S".
    std::optional<std::chrono::nanoseconds>
    duration(std::string_view name, std::chrono::nanoseconds least, std::chrono::nanoseconds most);
    std::optional<object_reader> object(std::string_view name);
    // An absent member is read as {}.
    object_reader object_or_empty(std::string_view name);
    // Nothing if there is no such member.
    std::optional<std::vector<object_reader>> objects(std::string_view name, std::size_t most);
    bool has(std::string_view name);
    // A value of any type.
    const nlohmann::json* find(std::string_view name);

    // Reports an error of the member `name`.
    void add_error(std::string_view name, std::string_view what);
    // Reports "NAME must be EXPECTED, but is FOUND".
    void expect(std::string_view name, const nlohmann::json& found, std::string_view expected);
    void add_error(std::string_view what) { errors_->report(path_, what); }

    // Reports the first member that is not known.
    void reject_unknown_members();

private:
    object_reader(std::string path, decode_errors& errors)
        : value_{nullptr}, path_{std::move(path)}, errors_{&errors} {}

    std::string path_of(std::string_view name) const;

    const nlohmann::json* value_; // null: not an object
    std::string path_;
    decode_errors* errors_;
    std::vector<std::string> known_;
};

// Parses a request body.
model::result<nlohmann::json> parse_document(std::string_view body);
// Here an empty body counts as {}.
model::result<nlohmann::json> parse_optional_document(std::string_view body);

// "a, b, c"
std::string join(std::span<const std::string_view> words);

// "PT1.5S", which parse_duration reads. `length` must not be negative.
std::string to_iso8601(std::chrono::nanoseconds length);

} // namespace ivschat::control
