#include "control/clock_json.hpp"

#include "control/json_object.hpp"
#include "control/stuck_json.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

namespace ivschat::control {
namespace {

constexpr std::string_view change_names = "freeze, resume, set, advance";

// `{"freeze": false}` does not mean resume.
void require_true(object_reader& in, std::string_view name) {
    if (in.boolean(name) == false) in.add_error(name, "must be true or absent");
}

void add_clock_error(object_reader& in, std::string_view name, clock_refusal why,
                     const adjustable_clock& clock) {
    const auto now = text::rfc3339_nanoseconds(clock.now());
    if (why == clock_refusal::in_the_past) {
        in.add_error(name, "is before the present time " + now +
                               ", and time does not go backwards: tokens that were used would open "
                               "again. Reset the server to start from the real time");
    } else {
        in.add_error(name, "is beyond " + text::rfc3339_nanoseconds(latest_time) +
                               ", the latest supported time; it is now " + now);
    }
}

std::optional<runtime::timestamp> read_set(object_reader& in) {
    const auto text = in.text("set", 100);
    if (!text) return std::nullopt;
    const auto time = text::parse_rfc3339(*text);
    if (!time) {
        in.add_error("set", "is \"" + *text + "\"; write a time as 2030-01-01T00:00:00Z, at most " +
                                text::rfc3339_nanoseconds(latest_time));
    }
    return time;
}

std::optional<runtime::timestamp> read_advance(object_reader& in, runtime::timestamp now) {
    const auto by =
        in.duration("advance", std::chrono::nanoseconds{0}, std::chrono::days{366 * 250});
    if (!by) return std::nullopt;
    // Saturates: the latest time is checked by the caller.
    return *by > runtime::timestamp::max() - now ? runtime::timestamp::max() : now + *by;
}

} // namespace

model::result<clock_command> parse_clock(const adjustable_clock& clock, std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    decode_errors errors;
    object_reader in{*document, "", errors};
    const bool freezes = in.has("freeze");
    const bool resumes = in.has("resume");
    const bool sets = in.has("set");
    const int count = freezes + resumes + sets + in.has("advance");
    in.reject_unknown_members();
    if (count != 1) {
        in.add_error("must have exactly one of " + std::string{change_names} + ", but has " +
                     std::to_string(count));
    }
    if (freezes) require_true(in, "freeze");
    if (resumes) require_true(in, "resume");
    if (errors.has_error()) return errors.error();
    if (freezes) return clock_command{.change = clock_change::freeze};
    if (resumes) return clock_command{.change = clock_change::resume};
    const auto now = clock.now();
    const auto to = sets ? read_set(in) : read_advance(in, now);
    if (to && *to < now) add_clock_error(in, "set", clock_refusal::in_the_past, clock);
    if (to && *to > latest_time) {
        add_clock_error(in, sets ? "set" : "advance", clock_refusal::too_late, clock);
    }
    if (errors.has_error()) return errors.error();
    return clock_command{.change = clock_change::move, .target = *to};
}

std::string write_clock(const adjustable_clock& clock, const std::vector<std::uint64_t>& stuck) {
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("now").string(text::rfc3339_nanoseconds(clock.now()));
    json.key("frozen").raw(clock.is_frozen() ? "true" : "false");
    json.key("realTime").string(text::rfc3339_nanoseconds(clock.real_time()));
    write_stuck(json, stuck);
    json.end_object();
    return body;
}

} // namespace ivschat::control
