#include "control/clock_json.hpp"

#include "control/json_object.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

namespace ivschat::control {
namespace {

constexpr std::string_view changes = "freeze, resume, set, advance";

// `{"freeze": false}` is no way to resume.
void require_true(object_reader& in, std::string_view name) {
    if (in.truth(name) == false) in.complain(name, "must be true, or absent");
}

void tell(object_reader& in, std::string_view name, runtime::clock_refusal why,
          const runtime::adjustable_clock& clock) {
    const auto now = text::rfc3339_nanoseconds(clock.now());
    if (why == runtime::clock_refusal::in_the_past) {
        in.complain(name, "lies before the present time " + now +
                              ", and time does not go backwards: tokens that were used would open "
                              "again. Reset the server to start from the real time");
    } else {
        in.complain(name, "leads beyond " + text::rfc3339_nanoseconds(runtime::latest_time) +
                              ", the latest time there is; it is " + now);
    }
}

void set(runtime::adjustable_clock& clock, object_reader& in) {
    const auto text = in.text("set", 100);
    if (!text) return;
    const auto time = text::parse_rfc3339(*text);
    if (!time) {
        return in.complain("set", "is \"" + *text + "\"; write a time as 2030-01-01T00:00:00Z");
    }
    if (const auto refused = clock.set(*time)) tell(in, "set", *refused, clock);
}

void advance(runtime::adjustable_clock& clock, object_reader& in) {
    const auto by =
        in.duration("advance", std::chrono::nanoseconds{0}, std::chrono::days{366 * 250});
    if (!by) return;
    if (const auto refused = clock.advance(*by)) tell(in, "advance", *refused, clock);
}

} // namespace

model::result<void> change_clock(runtime::adjustable_clock& clock, std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    document_fault fault;
    object_reader in{*document, "", fault};
    const bool freezes = in.has("freeze");
    const bool resumes = in.has("resume");
    const int count = freezes + resumes + in.has("set") + in.has("advance");
    in.refuse_others();
    if (count != 1) {
        in.complain("must have exactly one of " + std::string{changes} + ", but has " +
                    std::to_string(count));
    }
    if (freezes) require_true(in, "freeze");
    if (resumes) require_true(in, "resume");
    if (fault.is_told()) return fault.error();
    if (freezes) clock.freeze();
    if (resumes) clock.resume();
    set(clock, in);
    advance(clock, in);
    if (fault.is_told()) return fault.error();
    return {};
}

std::string write_clock(const runtime::adjustable_clock& clock) {
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("now").string(text::rfc3339_nanoseconds(clock.now()));
    json.key("frozen").raw(clock.is_frozen() ? "true" : "false");
    json.key("realTime").string(text::rfc3339_nanoseconds(clock.real_time()));
    json.end_object();
    return body;
}

} // namespace ivschat::control
