#include "control/journal_requests.hpp"

#include "control/journal_conditions.hpp"
#include "control/journal_names.hpp"
#include "control/query.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

namespace ivschat::control {
namespace {

constexpr std::uint32_t max_count = 1'000'000; // entries
constexpr std::size_t max_page = 10'000;       // entries
constexpr std::uint64_t max_number = std::numeric_limits<std::int64_t>::max();

void read_counts(object_reader& in, journal::expectation& out) {
    const auto count = in.unsigned_integer("count", 1, max_count);
    const auto at_most = in.unsigned_integer("atMost", 0, max_count);
    const auto exactly = in.unsigned_integer("exactly", 0, max_count);
    if (exactly && (count || at_most)) {
        return in.add_error("exactly", "cannot be combined with count and atMost; leave those out");
    }
    if (count && at_most && *count > *at_most) {
        return in.add_error("count", "must not be greater than atMost");
    }
    if (const auto most = exactly ? exactly : at_most)
        out.at_most = static_cast<std::uint32_t>(*most);
    const auto least = exactly ? exactly : count;
    out.at_least = static_cast<std::uint32_t>(least.value_or(at_most ? 0 : 1));
}

std::optional<std::string> take(parameters& from, std::string_view name) {
    const auto found = from.find(name);
    if (found == from.end()) return std::nullopt;
    return from.extract(found).mapped();
}

model::result<std::uint64_t> read_number(std::string_view name, std::string_view value,
                                         std::uint64_t min, std::uint64_t max) {
    std::uint64_t number = 0;
    const auto* const end = value.data() + value.size();
    const auto [rest, failed] = std::from_chars(value.data(), end, number);
    if (failed == std::errc{} && rest == end && number >= min && number <= max) return number;
    return invalid_query(std::string{name} + " must be a whole number from " + std::to_string(min) +
                         " to " + std::to_string(max) + ", but is \"" +
                         std::string{text::cut(value, 80)} + "\".");
}

std::string known_parameters() {
    std::string names;
    for (const auto& each : journal_fields) names.append(each.name).append(", ");
    return names + "after, limit";
}

} // namespace

model::result<wait_request> read_wait(std::string_view body) {
    const auto document = parse_optional_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    wait_request request;
    auto& which = request.expected.which;
    which.conditions = read_conditions(in);
    read_counts(in, request.expected);
    which.after = in.unsigned_integer("after", 0, max_number).value_or(0);
    request.within =
        in.duration("within", std::chrono::nanoseconds{0}, longest_wait).value_or(request.within);
    in.reject_unknown_members();
    if (errors.has_error()) return errors.error();
    return request;
}

model::result<journal::query> read_query(std::string_view query) {
    auto given = split_query(query);
    if (!given) return given.error();
    journal::query result;
    for (const auto& each : journal_fields) {
        const auto value = take(*given, each.name);
        if (!value) continue;
        auto condition = to_condition(each, *value);
        if (!condition) return condition.error();
        result.which.conditions.push_back(*std::move(condition));
    }
    if (const auto value = take(*given, "after")) {
        const auto after = read_number("after", *value, 0, max_number);
        if (!after) return after.error();
        result.which.after = *after;
    }
    if (const auto value = take(*given, "limit")) {
        const auto limit = read_number("limit", *value, 1, max_page);
        if (!limit) return limit.error();
        result.limit = *limit;
    }
    if (given->empty()) return result;
    return invalid_query("There is no parameter \"" +
                         std::string{text::cut(given->begin()->first, 80)} + "\"; known are " +
                         known_parameters() + ".");
}

} // namespace ivschat::control
