#include "model/decode.hpp"

#include <algorithm>
#include <limits>

namespace ivschat::model {
namespace {

api_error invalid_json() {
    return api_error::plain(errors::serialization, "The request body is not valid JSON in UTF-8.");
}

api_error not_an_object() {
    return api_error::plain(errors::serialization,
                            "The request body must be a JSON object such as {}.");
}

} // namespace

text::json_document read_body(std::string_view body) {
    return text::json_document{body.empty() ? "{}" : body};
}

std::optional<api_error> check_body(const text::json_document& document) {
    const auto root = document.root();
    if (!root) return invalid_json();
    if (!root->is_object()) return not_an_object();
    return std::nullopt;
}

namespace decoding {
namespace {

// A body of 256 KB can have 60,000 failures, whose descriptions would take 30 MB.
constexpr std::size_t max_failures = 100;

std::string bounds(std::string_view verb, std::uint64_t min, std::uint64_t max) {
    const std::string between = std::to_string(min) + " and " + std::to_string(max) + ", inclusive";
    const std::string member = "Member must " + std::string{verb};
    if (max == unbounded) return member + " greater than or equal to " + std::to_string(min);
    if (min == 0) return member + " less than or equal to " + std::to_string(max);
    return member + " between " + between;
}

} // namespace

std::string json_path::to_string() const {
    if (parent == nullptr) return {};
    std::string path = parent->to_string();
    if (!path.empty()) path += '/';
    return index == unbounded ? path.append(name) : path + std::to_string(index);
}

void decode_errors::malformed(const json_path& at, std::string_view expected) {
    if (malformed_) return;
    malformed_ = api_error::plain(errors::serialization, "Member '" + at.to_string() +
                                                             "' must be " + std::string{expected});
}

void decode_errors::add_failure(const json_path& at, std::string_view subject,
                                std::string_view constraint) {
    const std::string path = at.to_string();
    // Two bad keys of one map are one failed member.
    const auto is_listed = [&](const field_failure& failure) { return failure.name == path; };
    if (std::any_of(failures_.begin(), failures_.end(), is_listed)) return;
    if (failures_.size() == max_failures) return;
    failures_.push_back({.name = path,
                         .message = std::string{subject} + " at '/" + path +
                                    "' failed to satisfy constraint: " + std::string{constraint}});
}

std::optional<api_error> decode_errors::take() {
    if (malformed_) return std::move(malformed_);
    if (!failures_.empty()) return api_error::validation(std::move(failures_));
    return std::nullopt;
}

bool check_count(decode_errors& errors, const json_path& at, std::size_t count, std::size_t min,
                 std::size_t max) {
    if (count >= min && count <= max) return true;
    errors.add_failure(at, "Value with length " + std::to_string(count),
                       bounds("have length", min, max));
    return false;
}

void check_bytes(decode_errors& errors, const json_path& at, std::size_t bytes, std::size_t max) {
    if (bytes <= max) return;
    errors.add_failure(at, "Value",
                       "Member must have at most " + std::to_string(max) +
                           " bytes of UTF-8 in all keys and values together, but has " +
                           std::to_string(bytes));
}

void check_text(decode_errors& errors, const json_path& at, std::string_view text,
                const string_shape& shape) {
    if (!check_count(errors, at, text::code_points(text), shape.min, shape.max)) return;
    if (shape.must_match == nullptr || shape.must_match->matches(text)) return;
    std::string constraint =
        "Member must satisfy regular expression pattern: " + std::string{shape.must_match->text};
    if (!shape.must_match->hint.empty()) {
        constraint += " (give " + std::string{shape.must_match->hint} + ")";
    }
    errors.add_failure(at, "Value", constraint);
}

void read(decode_errors& errors, const json_path& at, json value, const string_shape& shape,
          std::string& out) {
    if (!value.is_string()) return errors.malformed(at, "a string");
    out = value.string();
    check_text(errors, at, out, shape);
}

void read(decode_errors& errors, const json_path& at, json value, const integer_shape& shape,
          std::int32_t& out) {
    using limits = std::numeric_limits<std::int32_t>;
    const auto number = value.integer();
    if (!number || *number < limits::min() || *number > limits::max()) {
        return errors.malformed(at, "an integer of 32 bits");
    }
    out = static_cast<std::int32_t>(*number);
    if (out >= shape.min && out <= shape.max) return;
    errors.add_failure(at, "Value",
                       "Member must be between " + std::to_string(shape.min) + " and " +
                           std::to_string(shape.max) + ", inclusive");
}

void read(decode_errors& errors, const json_path& at, json value, const timestamp_shape&,
          text::timestamp& out) {
    const auto time = value.is_string() ? text::parse_rfc3339(value.string()) : std::nullopt;
    if (!time) return errors.malformed(at, "a time such as \"2026-11-22T07:56:05.123Z\"");
    out = *time;
}

} // namespace decoding
} // namespace ivschat::model
