#include "journal/condition.hpp"

#include "chat/arn.hpp"

#include <algorithm>
#include <charconv>

namespace ivschat::journal {
namespace {

// Buffer for the digits of a number while its text is in use.
using digits = std::array<char, 20>;

std::optional<std::string_view> unless_empty(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return text;
}

std::optional<std::string_view> unless_zero(std::uint64_t number, digits& out) {
    if (number == 0) return std::nullopt;
    const auto [end, failed] = std::to_chars(out.begin(), out.end(), number);
    return std::string_view{out.data(), static_cast<std::size_t>(end - out.data())};
}

std::optional<std::string_view> attribute_of(const entry& entry, const std::string& key) {
    if (!entry.attributes) return std::nullopt;
    const auto found = entry.attributes->find(key);
    if (found == entry.attributes->end()) return std::nullopt;
    return found->second;
}

std::optional<std::string_view> look_up(const entry& entry, const condition& condition,
                                        digits& out) {
    switch (condition.where) {
    case field::kind:
        return name_of(entry.kind);
    case field::room:
        return unless_empty(entry.room_arn);
    case field::session:
        return unless_zero(entry.session, out);
    case field::user:
        return unless_empty(entry.user_id);
    case field::target_user:
        return unless_empty(entry.target_user_id);
    case field::operation:
        return unless_empty(entry.operation);
    case field::code:
        return unless_zero(entry.code, out);
    case field::error_name:
        return unless_empty(entry.error_name);
    case field::reason:
        return unless_empty(entry.reason);
    case field::request_id:
        return unless_empty(entry.request_id);
    case field::message_id:
        return unless_empty(entry.message_id);
    case field::event_name:
        return unless_empty(entry.event_name);
    case field::content:
        return entry.content;
    case field::attribute:
        return attribute_of(entry, condition.attribute);
    }
    return std::nullopt;
}

bool is_wanted(std::string_view value, const condition& condition) {
    if (const auto* const same = std::get_if<equal_to>(&condition.wanted)) {
        return value == same->text ||
               (condition.where == field::room && chat::is_named_by(value, same->text));
    }
    if (const auto* const part = std::get_if<containing>(&condition.wanted)) {
        return value.find(part->text) != std::string_view::npos;
    }
    return std::get<pattern>(condition.wanted).matches(value);
}

} // namespace

comparison compare(const entry& entry, const condition& condition) {
    digits buffer;
    const auto found = look_up(entry, condition, buffer);
    if (!found) return comparison::absent;
    return is_wanted(*found, condition) ? comparison::satisfied : comparison::different;
}

std::optional<std::string> value_of(const entry& entry, const condition& condition) {
    digits buffer;
    const auto found = look_up(entry, condition, buffer);
    if (!found) return std::nullopt;
    return std::string{*found};
}

std::string_view text_of(const condition& condition) {
    if (const auto* const same = std::get_if<equal_to>(&condition.wanted)) return same->text;
    if (const auto* const part = std::get_if<containing>(&condition.wanted)) return part->text;
    return std::get<pattern>(condition.wanted).text();
}

bool matches(const filter& filter, const entry& entry) {
    return entry.number > filter.after &&
           std::all_of(filter.conditions.begin(), filter.conditions.end(),
                       [&](const condition& each) { return satisfies(entry, each); });
}

} // namespace ivschat::journal
