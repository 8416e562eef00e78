#include "control/journal_json.hpp"

#include "control/journal_names.hpp"
#include "control/token_json.hpp"
#include "text/timestamp.hpp"
#include "text/unicode.hpp"

#include <algorithm>

namespace ivschat::control {
namespace {

using text::json_writer;

// Input is validated elsewhere, but the journal must be readable even if a check is missing.
void put_string(json_writer& out, std::string_view value) {
    if (text::is_utf8(value))
        out.string(value);
    else
        out.string(text::to_utf8(value));
}

void put_map(json_writer& out, const chat::attribute_map& map) {
    const bool is_clean = std::all_of(map.begin(), map.end(), [](const auto& each) {
        return text::is_utf8(each.first) && text::is_utf8(each.second);
    });
    if (is_clean) {
        out.string_map(map);
        return;
    }
    chat::attribute_map clean;
    for (const auto& [name, value] : map) clean.emplace(text::to_utf8(name), text::to_utf8(value));
    out.string_map(clean);
}

void put_text(json_writer& out, journal::field field, std::string_view value) {
    if (value.empty()) return;
    out.key(name_of(field));
    put_string(out, value);
}

void put_number(json_writer& out, journal::field field, std::uint64_t value) {
    if (value != 0) out.key(name_of(field)).integer(static_cast<std::int64_t>(value));
}

void put_boolean(json_writer& out, bool value) { out.raw(value ? "true" : "false"); }

// In the form of a request: a plain value, {"contains":...} or {"matches":...}.
void put_wanted(json_writer& out, const journal::condition& condition) {
    if (std::holds_alternative<journal::equal_to>(condition.wanted))
        return put_string(out, journal::text_of(condition));
    const bool is_part = std::holds_alternative<journal::containing>(condition.wanted);
    out.begin_object().key(is_part ? "contains" : "matches");
    put_string(out, journal::text_of(condition));
    out.end_object();
}

void put_difference(json_writer& out, const journal::difference& difference) {
    const auto& failed = difference.failed;
    std::string member{name_of(failed.where)};
    if (failed.where == journal::field::attribute) member += "." + failed.attribute;
    out.begin_object().key("member");
    put_string(out, member);
    out.key("wanted");
    put_wanted(out, failed);
    out.key("found");
    if (difference.found)
        put_string(out, *difference.found);
    else
        out.null();
    out.end_object();
}

void put_miss(json_writer& out, const journal::near_miss& miss) {
    out.begin_object().key("entry");
    write(out, miss.what);
    out.key("differences").begin_array();
    for (const auto& each : miss.differences) put_difference(out, each);
    out.end_array().end_object();
}

std::string explain(const journal::outcome& outcome) {
    auto text = std::to_string(outcome.matched);
    text += outcome.matched == 1 ? " entry matched" : " entries matched";
    if (!outcome.is_fulfilled) {
        const bool too_few = outcome.matched < outcome.at_least;
        const auto bound = too_few ? outcome.at_least : outcome.at_most.value_or(0);
        text += too_few ? ", at least " : ", at most ";
        text += std::to_string(bound) + (bound == 1 ? " was expected" : " were expected");
    }
    text += ".";
    if (outcome.removed_matches > 0) {
        text += " The journal no longer has " + std::to_string(outcome.removed_matches) +
                " of the entries that matched.";
    }
    // Enough matches are enough, whatever else was there.
    const bool may_be_wrong = !outcome.is_fulfilled || outcome.at_most;
    if (outcome.lost > 0 && may_be_wrong) {
        const bool is_one = outcome.lost == 1;
        text += " " + std::to_string(outcome.lost) + (is_one ? " entry" : " entries") +
                " fell out of the journal before this wait could test " + (is_one ? "it" : "them") +
                "; --journal sets how many it keeps.";
    }
    return text;
}

} // namespace

void write(json_writer& out, const journal::entry& entry) {
    using journal::field;
    out.begin_object().key("number").integer(static_cast<std::int64_t>(entry.number));
    out.key("time").string(text::rfc3339_nanoseconds(entry.time));
    put_text(out, field::kind, journal::name_of(entry.kind));
    put_text(out, field::room, entry.room_arn);
    put_number(out, field::session, entry.session);
    put_text(out, field::user, entry.user_id);
    put_text(out, field::target_user, entry.target_user_id);
    put_text(out, field::operation, entry.operation);
    put_number(out, field::code, entry.code);
    put_text(out, field::error_name, entry.error_name);
    put_text(out, field::reason, entry.reason);
    put_text(out, field::request_id, entry.request_id);
    put_text(out, field::message_id, entry.message_id);
    put_text(out, field::event_name, entry.event_name);
    if (entry.content) {
        out.key(name_of(field::content));
        put_string(out, *entry.content);
    }
    if (entry.attributes) {
        out.key(attributes_name);
        put_map(out, *entry.attributes);
    }
    if (entry.capabilities) {
        out.key("capabilities");
        write_capabilities(out, *entry.capabilities);
    }
    // Zero is written too: a test may want to know that nobody received the entry.
    if (entry.kind == journal::entry_kind::outbound)
        out.key("connections").integer(entry.connections);
    out.end_object();
}

page_writer::page_writer() { out_.begin_object().key("entries").begin_array(); }

std::string page_writer::finish(const journal::cursor& read) {
    out_.end_array();
    out_.key("last").integer(static_cast<std::int64_t>(read.last()));
    put_boolean(out_.key("more"), read.has_more());
    out_.key("lost").integer(static_cast<std::int64_t>(read.lost()));
    out_.end_object();
    return std::move(body_);
}

std::string encode(const journal::outcome& outcome) {
    std::string body;
    json_writer out{body};
    put_boolean(out.begin_object().key("fulfilled"), outcome.is_fulfilled);
    out.key("explanation").string(explain(outcome));
    out.key("matched").integer(static_cast<std::int64_t>(outcome.matched));
    out.key("atLeast").integer(outcome.at_least);
    if (outcome.at_most) out.key("atMost").integer(*outcome.at_most);
    out.key("last").integer(static_cast<std::int64_t>(outcome.last));
    out.key("lost").integer(static_cast<std::int64_t>(outcome.lost));
    out.key("matches").begin_array();
    for (const auto& each : outcome.matches) write(out, each);
    out.end_array().key("nearestMisses").begin_array();
    for (const auto& each : outcome.near_misses) put_miss(out, each);
    out.end_array().end_object();
    return body;
}

} // namespace ivschat::control
