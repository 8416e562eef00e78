#include "control/strict_object.hpp"

#include "text/duration.hpp"
#include "text/unicode.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace ivschat::control {
namespace {

constexpr std::size_t longest_quote = 80; // bytes

// Nothing if the number is not whole or not within 64 bits.
std::optional<std::int64_t> whole(const nlohmann::json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number_integer()) return value.get<std::int64_t>();
    return std::nullopt;
}

} // namespace

void throw_exception_from_error(const request_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked request: " + error.message};
}

std::string describe(const nlohmann::json& value) {
    if (value.is_object()) return "an object";
    if (value.is_array()) return "a list"; // which could be nested too deeply to be written out
    const auto json = value.dump();
    if (json.size() <= longest_quote) return json;
    return std::string{text::cut(json, longest_quote)} + "...";
}

strict_object::strict_object(const nlohmann::json& object, std::string path)
    : object_{object}, path_{std::move(path)} {}

const nlohmann::json* strict_object::find(std::string_view name) {
    known_.push_back(name);
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> strict_object::string(std::string_view name) {
    const auto* const value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return value->get<std::string>();
    complain(name, "a string");
    return std::nullopt;
}

std::optional<std::int64_t> strict_object::whole_number(std::string_view name, std::int64_t min,
                                                        std::int64_t max) {
    const auto* const value = find(name);
    if (value == nullptr) return std::nullopt;
    const auto number = whole(*value);
    if (number && *number >= min && *number <= max) return number;
    complain(name, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

std::optional<std::chrono::nanoseconds> strict_object::duration(std::string_view name,
                                                                std::chrono::seconds max) {
    const auto* const value = find(name);
    if (value == nullptr) return std::nullopt;
    const auto* const text = value->get_ptr<const std::string*>();
    if (text == nullptr) {
        complain(name, "a length of time in ISO 8601, such as \"PT2S\"");
        return std::nullopt;
    }
    const auto length = text::parse_duration(*text);
    if (!length) {
        complain({path_of(name) + " is " + describe(*value) + ": " + length.error().message + "."});
        return std::nullopt;
    }
    if (*length <= max) return *length;
    complain(name, "at most PT" + std::to_string(max.count()) + "S");
    return std::nullopt;
}

void strict_object::complain(std::string_view name, std::string_view must_be) {
    const auto found = object_.find(name);
    const auto is = found == object_.end() ? "absent" : describe(*found);
    complain({path_of(name) + " must be " + std::string{must_be} + ", but is " + is + "."});
}

void strict_object::complain(request_error error) {
    if (!complaint_) complaint_ = std::move(error);
}

std::string strict_object::path_of(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

std::optional<request_error> strict_object::finish() const {
    if (complaint_) return complaint_;
    for (const auto& [name, value] : object_.items()) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        std::string message = "There is no member " + describe(name);
        if (!path_.empty()) message += " in " + path_;
        message += "; known are";
        for (const auto& known : known_) {
            message += known == known_.front() ? " " : ", ";
            message += known;
        }
        return request_error{message + "."};
    }
    return std::nullopt;
}

} // namespace ivschat::control
