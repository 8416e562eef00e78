// Reads the JSON bodies of the control API, where a typing error should not pass: what is wrong is
// told by name, with what was found and what would be right. The first complaint wins.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::control {

// One sentence for whoever wrote the request.
struct request_error {
    std::string message;
};

// Reached only by a `value()` on a failed result, which is a bug here.
[[noreturn]] void throw_exception_from_error(const request_error& error,
                                             const boost::source_location& where);

template <class T>
using read_result = boost::system::result<T, request_error>;

// Each member is asked for by name; `finish` refuses those that nobody asked for. A null member
// counts as absent.
class strict_object {
public:
    // `object` must be a JSON object and live as long. `path` is its own name within the body; the
    // body has none.
    explicit strict_object(const nlohmann::json& object, std::string path = {});

    const nlohmann::json* find(std::string_view name);
    std::optional<std::string> string(std::string_view name);
    std::optional<std::int64_t> whole_number(std::string_view name, std::int64_t min,
                                             std::int64_t max);
    // ISO 8601, from nothing to `max`.
    std::optional<std::chrono::nanoseconds> duration(std::string_view name,
                                                     std::chrono::seconds max);

    // "NAME must be MUST_BE, but is FOUND."
    void complain(std::string_view name, std::string_view must_be);
    // For what is wrong with more than one member, or with the whole.
    void complain(request_error error);
    std::string path_of(std::string_view name) const;

    // The first complaint, or one of an unknown member.
    std::optional<request_error> finish() const;

private:
    const nlohmann::json& object_;
    std::string path_;
    std::vector<std::string_view> known_;
    std::optional<request_error> complaint_;
};

// A short text for a value in a complaint: scalars as JSON, cut; others by their kind.
std::string describe(const nlohmann::json& value);

} // namespace ivschat::control
