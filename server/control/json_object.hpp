// Reads the JSON documents of our own API member by member, and says of the first thing that is
// wrong where it stands, what was found and what would be right.
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

// The first fault of a document; what is told later is not kept.
class decode_errors {
public:
    // `path` is that of a member: "rules[2].match.probability". `what` goes on behind it: "must be
    // a number".
    void report(std::string_view path, std::string_view what);

    bool has_error() const { return errors_.has_value(); }
    // A ValidationException. Only if there is a fault.
    model::api_error error() const { return *errors_; }

private:
    std::optional<model::api_error> errors_;
};

// One object. Members that are absent or null are read as nothing; so are those that are wrong,
// after the fault was told. The document and the fault must outlive it.
class object_reader {
public:
    // `path` of the object; empty: it is the whole document.
    object_reader(const nlohmann::json& value, std::string path, decode_errors& errors);

    // Each knows the member from then on. Bounds are inclusive.
    std::optional<std::string> text(std::string_view name, std::size_t most_code_points);
    // Of any length, and empty too.
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
    // As if the member were {} where it is absent.
    object_reader object_or_empty(std::string_view name);
    // Nothing if there is no such member.
    std::optional<std::vector<object_reader>> objects(std::string_view name, std::size_t most);
    bool has(std::string_view name);
    // Whatever it is.
    const nlohmann::json* find(std::string_view name);

    // Tells what is wrong with a member.
    void add_error(std::string_view name, std::string_view what);
    // "NAME must be EXPECTED, but is FOUND."
    void expect(std::string_view name, const nlohmann::json& found, std::string_view expected);
    void add_error(std::string_view what) { errors_->report(path_, what); }

    // Complains of the first member that nobody asked for.
    void refuse_others();

private:
    object_reader(std::string path, decode_errors& errors)
        : value_{nullptr}, path_{std::move(path)}, errors_{&errors} {}

    std::string path_of(std::string_view name) const;

    const nlohmann::json* value_; // null if it is no object
    std::string path_;
    decode_errors* errors_;
    std::vector<std::string> known_;
};

// The document in a request body, or why it is none.
model::result<nlohmann::json> parse_document(std::string_view body);
// The same, where an empty body says as little as {}.
model::result<nlohmann::json> parse_optional_document(std::string_view body);

// "a, b, c"
std::string join(std::span<const std::string_view> words);

// "PT1.5S", which parse_duration reads. `length` must not be negative.
std::string to_iso8601(std::chrono::nanoseconds length);

} // namespace ivschat::control
